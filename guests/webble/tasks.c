/* What the tests of webble ask for: tasks of every kind, and a look at what became of them. */
#include "webble.h"

#define MOST_MARKS 16777216

static u32 marks[MOST_MARKS / 32];
static u32 ran_by[1024], twice, ran, counter, order[64], orders;
static u32 initialized = 41;

static wb_poll give(wb_task *self) {
    self->value = self->argument;
    return WB_READY;
}

/* Yields as often as its argument says; its value is where it ran, or WB_NOBODY if that changed. */
static wb_poll yield(wb_task *self) {
    if (!self->local[0]++) self->local[1] = wb_thread_id();
    if (self->local[1] != wb_thread_id()) self->local[1] = WB_NOBODY;
    if (self->local[0] <= self->argument) {
        wb_yield(self);
        return WB_PENDING;
    }
    self->value = self->local[1];
    return WB_READY;
}

/* Suspended until somebody wakes it; its value is where it is then, above where it began. */
static wb_poll suspend(wb_task *self) {
    if (!self->local[0]++) {
        self->local[1] = wb_thread_id();
        return WB_PENDING;
    }
    self->value = (u64) wb_thread_id() << 32 | self->local[1];
    return WB_READY;
}

static wb_poll spin(wb_task *self) {
    WB_ADD(&counter, 1);
    while (WB_LOAD(&counter)) { }
    return WB_READY;
}

static wb_poll trap(wb_task *self) {
    __builtin_trap();
}

/* Tells where it ran: the value is the thread's id. */
static wb_poll where(wb_task *self) {
    self->value = wb_thread_id();
    return WB_READY;
}

/* Awaits where() on main, and adds 1 to what it gave. */
static wb_poll ask_main(wb_task *self) {
    u64 value;
    if (!self->local[0]) self->local[0] = (u32) wb_on_main(where, 0);
    i32 got = wb_recv(self, (wb_task *) self->local[0], &value);
    if (!got) return WB_PENDING;
    wb_release((wb_task *) self->local[0]);
    self->value = got < 0 ? 0 : value + 1;
    return WB_READY;
}

/* Spawns the sum of the numbers below and awaits it: fib-like nesting without a stack. */
static wb_poll sum(wb_task *self) {
    u64 value;
    if (!self->argument) return WB_READY;
    if (!self->local[0]) self->local[0] = (u32) wb_spawn_stealable(sum, self->argument - 1);
    i32 got = wb_recv(self, (wb_task *) self->local[0], &value);
    if (!got) return WB_PENDING;
    wb_release((wb_task *) self->local[0]);
    self->value = got < 0 ? ~0ull : value + self->argument;
    return WB_READY;
}

/* Wakes the task its argument names, once that is suspended, unless it is over. */
static wb_poll waker(wb_task *self) {
    wb_task *other = (wb_task *) (u32) self->argument;
    u32 kind = WB_KIND(WB_LOAD(&other->state));
    if (kind == WB_DONE || kind == WB_DROPPED) return WB_READY;
    if (kind != WB_IDLE) {
        wb_yield(self);
        return WB_PENDING;
    }
    wb_wake(other);
    self->value = 777;
    return WB_READY;
}

/* Marks the number that is its argument. */
static wb_poll mark(wb_task *self) {
    u32 bit = 1u << self->argument % 32, id = wb_thread_id();
    if (__atomic_fetch_or(&marks[self->argument / 32], bit, WB_SEQ) & bit) WB_ADD(&twice, 1);
    if (id < 1024) WB_ADD(&ran_by[id], 1);
    WB_ADD(&ran, 1);
    return WB_READY;
}

/* The same, with a step in between that may be on another worker. */
static wb_poll mark_in_two(wb_task *self) {
    if (self->local[0]++) return mark(self);
    wb_yield(self);
    return WB_PENDING;
}

static wb_poll count(wb_task *self) {
    for (u32 i = 0; i < self->argument; i++) WB_ADD(&counter, 1);
    return WB_READY;
}

/* Notes its argument, in the order in which such tasks run. */
static wb_poll note(wb_task *self) {
    u32 at = WB_ADD(&orders, 1);
    if (at < 64) order[at] = self->argument;
    return WB_READY;
}

/* Notes its argument when it was woken. */
static wb_poll note_later(wb_task *self) {
    if (self->local[0]++) return note(self);
    return WB_PENDING;
}

static wb_poll grow(wb_task *self) {
    self->value = __builtin_wasm_memory_grow(0, self->argument);
    return WB_READY;
}

/* Holds a value of its thread over a suspension: 5 lies in a variable of the thread, and 10 is added when it is woken. */
static wb_poll scratch(wb_task *self) {
    static _Thread_local u32 held[8], holders;
    if (!self->local[0]) {
        self->local[0] = 1 + holders++ % 8;
        held[self->local[0] - 1] = self->argument;
        return WB_PENDING;
    }
    self->value = held[self->local[0] - 1] + 10;
    return WB_READY;
}

static const wb_function kinds[] = {give, yield, suspend, spin, trap, where, ask_main, sum, waker, mark, mark_in_two,
    count, note, note_later, grow, scratch};

EXPORT("spawn") wb_task *spawn(u32 kind, u64 argument) {
    return wb_spawn(kinds[kind], argument);
}

EXPORT("spawn_stealable") wb_task *spawn_stealable(u32 kind, u64 argument) {
    return wb_spawn_stealable(kinds[kind], argument);
}

EXPORT("on_main") wb_task *on_main(u32 kind, u64 argument) {
    return wb_on_main(kinds[kind], argument);
}

/* Tasks kind(first), kind(first + 1)... whose handles are dropped. */
EXPORT("spawn_many") u32 spawn_many(u32 kind, u32 first, u32 number) {
    for (u32 i = 0; i < number; i++) {
        wb_task *task = wb_spawn_stealable(kinds[kind], first + i);
        if (!task) return i;
        wb_release(task);
    }
    return number;
}

/* Spawns more of them itself, from whichever worker it is on: a task that spawns its half. */
static wb_poll spread(wb_task *self) {
    u32 first = self->argument >> 32, number = (u32) self->argument;
    if (number <= 512) {
        spawn_many(9, first, number);
        return WB_READY;
    }
    wb_release(wb_spawn_stealable(spread, (u64) first << 32 | number / 2));
    wb_release(wb_spawn_stealable(spread, (u64) (first + number / 2) << 32 | (number - number / 2)));
    return WB_READY;
}

EXPORT("spread") void spread_marks(u32 first, u32 number) {
    wb_release(wb_spawn_stealable(spread, (u64) first << 32 | number));
}

EXPORT("state_of") i32 state_of(wb_task *handle) {
    u64 ignored;
    return wb_try_recv(handle, &ignored);
}

/* The kind of its state, as numbered in webble.h. */
EXPORT("kind_of") u32 kind_of(wb_task *handle) { return WB_KIND(WB_LOAD(&handle->state)); }
EXPORT("value_of") u64 value_of(wb_task *handle) { return handle->value; }
EXPORT("release") void release(wb_task *handle) { wb_release(handle); }
EXPORT("cancel") void cancel(wb_task *handle) { wb_cancel(handle); }
EXPORT("wake") void wake(wb_task *handle) { wb_wake(handle); }
EXPORT("notify_of") u32 notify_of(u32 id) { return wb_notify(id); }
EXPORT("wake_one") i32 wake_one(void) { return wb_wake_one(); }
EXPORT("set_idle") void set_idle(u32 word, u32 mask) { WB_STORE(&wb.idle[word], mask); }
EXPORT("marked") u32 marked(void) { return WB_LOAD(&ran); }
EXPORT("marked_twice") u32 marked_twice(void) { return WB_LOAD(&twice); }
EXPORT("marked_by") u32 marked_by(u32 id) { return WB_LOAD(&ran_by[id]); }
EXPORT("counted") u32 counted(void) { return WB_LOAD(&counter); }
EXPORT("order_at") u32 order_at(u32 at) { return order[at]; }
EXPORT("ordered") u32 ordered(void) { return WB_LOAD(&orders); }
EXPORT("next_initialized") u32 next_initialized(void) { return ++initialized; }
EXPORT("pages") u32 pages(void) { return __builtin_wasm_memory_size(0); }

/* Which of the first numbers is not marked; -1 if all are. */
EXPORT("first_unmarked") i32 first_unmarked(u32 number) {
    for (u32 i = 0; i < number; i++) {
        if (!(marks[i / 32] >> i % 32 & 1)) return i;
    }
    return -1;
}

EXPORT("clear_marks") void clear_marks(void) {
    for (u32 i = 0; i < MOST_MARKS / 32; i++) marks[i] = 0;
    for (u32 i = 0; i < 1024; i++) ran_by[i] = 0;
    twice = ran = counter = orders = 0;
}

EXPORT("trap_here") void trap_here(void) {
    __builtin_trap();
}

EXPORT("spin_here") void spin_here(void) {
    WB_ADD(&counter, 1);
    while (WB_LOAD(&counter)) { }
}

/* How many records of tasks are in use. */
EXPORT("live_records") u32 live_records(void) {
    u32 live = 0;
    WB_EACH_TASK(task) live += WB_KIND(WB_LOAD(&task->state)) != WB_FREE;
    return live;
}

static void later(u32 argument) {
    WB_ADD(&counter, argument);
}

EXPORT("count_later") i32 count_later(u32 argument, u32 millis) {
    return wb_set_timeout(later, argument, millis);
}
