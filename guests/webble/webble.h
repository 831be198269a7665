/*
 * A scheduler for guests that are N instances over one shared memory. All of its state lies in that memory; the host
 * parks and wakes participants, and calls what is exported at the end.
 *
 * A task is a function that is called until it says WB_READY. Between calls it is suspended until somebody wakes it.
 *   wb_spawn            pinned: to the worker with the least load, and it stays there
 *   wb_spawn_stealable  each call may be on another worker
 *   wb_on_main          on the main participant
 * All three return a handle, which is released once; releasing it does not cancel the task.
 *
 * How it survives the loss of a worker at any instruction. A task's state word names who is busy with it, a lock who
 * holds it, and a step that changes several words can be finished, or undone, from what is in memory (worker_lost).
 * Records of tasks are never given back to the system, so all of them can be looked at.
 */
#ifndef WEBBLE_H
#define WEBBLE_H

typedef unsigned char u8;
typedef unsigned int u32;
typedef int i32;
typedef unsigned long long u64;

#define WB_IMPORT(name) __attribute__((import_module("webble"), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))

/* Calls function(argument) after the present call from the host has returned; -1 if there are too many. */
WB_IMPORT("queue_microtask") i32 wb_queue_microtask(void (*function)(u32), u32 argument);
/* Calls function(argument) on this participant after so many milliseconds; -1 if there are too many. */
WB_IMPORT("set_timeout") i32 wb_set_timeout(void (*function)(u32), u32 argument, u32 millis);
/* Lets other participants run. */
WB_IMPORT("pause") void wb_pause(void);
WB_IMPORT("log") void wb_log(const char *text, u32 length);
/* Ends the program with a code, if it runs as one. */
WB_IMPORT("exit") void wb_exit(i32 code);

#define WB_MAIN 0xFFFFFFFFu
#define WB_NOBODY 0xFFFFFFFEu

typedef enum { WB_PENDING, WB_READY } wb_poll;
typedef struct wb_task wb_task;
typedef wb_poll (*wb_function)(wb_task *self);

typedef struct {
    u32 lock, count;
    wb_task *head, *tail;
} wb_queue;

/* 64 bytes */
struct wb_task {
    u32 state;             /* kind | who << 4 */
    u32 references;
    wb_task *next, *previous;
    wb_queue *queue;       /* the one it is in */
    wb_function function;
    u32 owner;             /* a worker, WB_MAIN, or WB_NOBODY: stealable */
    u8 cancelled, started, loaded, held;
    wb_task *waiter;       /* who wants the value */
    u32 local[3];          /* the task's own, 0 at first */
    u64 value;             /* what it gives to the handle */
    u64 argument;
};

/* WAKING, CLAIMED, RUNNING, NOTIFIED, and DONE and DROPPED until all is told, have who in the upper bits. */
enum { WB_FREE, WB_IDLE, WB_WAKING, WB_QUEUED, WB_CLAIMED, WB_RUNNING, WB_NOTIFIED, WB_DONE, WB_DROPPED };
enum { WB_UNINIT, WB_IS_RUNNING, WB_SHUTDOWN };
/* What the host asks for when it starts the runtime: behave as the original does where that is weak. */
enum { WB_LEGACY = 1 };
enum { WB_OK, WB_ALREADY_RUNNING, WB_TOO_MANY, WB_OTHER_COUNT, WB_NO_WORKERS, WB_NO_MEMORY };

/* 128 bytes: two lines of a cache */
typedef struct {
    wb_queue incoming, ready, local, awake;
    u32 load, notify, busy, awake_queued;
    wb_task *spare;        /* free records, this participant's own */
    u32 spare_count;
    wb_task *waking;       /* whom this participant is about to wake because a task is over */
    u32 padding[9];
} wb_slot;

#define WB_PAGE 65536u
#define WB_RECORDS (WB_PAGE / sizeof(wb_task))
#define WB_SPARE 64
#define WB_SEQ __ATOMIC_SEQ_CST
#define WB_LOAD(p) __atomic_load_n(p, WB_SEQ)
#define WB_STORE(p, v) __atomic_store_n(p, v, WB_SEQ)
#define WB_XCHG(p, v) __atomic_exchange_n(p, v, WB_SEQ)
#define WB_ADD(p, v) __atomic_fetch_add(p, v, WB_SEQ)
#define WB_SUB(p, v) __atomic_fetch_sub(p, v, WB_SEQ)
#define WB_KIND(state) ((state) & 15)

static struct {
    u32 state, flags, count, capacity, wanted;
    wb_slot *slots;
    u32 *idle;             /* a bit for each worker: parked with nothing to do */
    wb_slot main;
    wb_queue injector;
    u32 records_lock;
    wb_task *spare, *pages;/* free records; the pages of records, linked through their first record */
} wb;

static _Thread_local u32 wb_id = WB_NOBODY;

static inline int wb_cas(u32 *p, u32 from, u32 to) {
    return __atomic_compare_exchange_n(p, &from, to, 0, WB_SEQ, WB_SEQ);
}

/* How states and locks name a participant: never 0. */
static inline u32 wb_mark(u32 id) {
    return id == WB_MAIN ? 0x0FFFFFFF : id == WB_NOBODY ? 0x0FFFFFFE : id + 1;
}

static inline u32 wb_by(u32 kind, u32 id) {
    return kind | wb_mark(id) << 4;
}

static inline wb_slot *wb_slot_of(u32 id) {
    return id == WB_MAIN ? &wb.main : &wb.slots[id];
}

static inline int wb_is_worker(u32 id) {
    return id < wb.count;
}

static void wb_lock(u32 *lock) {
    u32 me = wb_mark(wb_id), tries = 0;
    while (!wb_cas(lock, 0, me)) {
        if (++tries % 64 == 0) wb_pause();
    }
}

static inline void wb_unlock(u32 *lock) {
    WB_STORE(lock, 0);
}

/* Queues. A record says which queue it is in before it is linked, and after it is unlinked. */

static void wb_append(wb_queue *queue, wb_task *task) {
    WB_STORE(&task->queue, queue);
    task->next = 0;
    task->previous = queue->tail;
    if (queue->tail) queue->tail->next = task; else queue->head = task;
    queue->tail = task;
    WB_STORE(&queue->count, queue->count + 1);
}

static void wb_push(wb_queue *queue, wb_task *task) {
    wb_lock(&queue->lock);
    wb_append(queue, task);
    WB_STORE(&task->state, WB_QUEUED);
    wb_unlock(&queue->lock);
}

static void wb_unlink(wb_queue *queue, wb_task *task) {
    if (task->previous) task->previous->next = task->next; else queue->head = task->next;
    if (task->next) task->next->previous = task->previous; else queue->tail = task->previous;
    WB_STORE(&queue->count, queue->count - 1);
}

/* The oldest or the newest, claimed by this participant; null if there is none. */
static wb_task *wb_pop(wb_queue *queue, int newest) {
    wb_task *task;
    if (!WB_LOAD(&queue->count)) return 0;
    wb_lock(&queue->lock);
    task = newest ? queue->tail : queue->head;
    if (task) {
        wb_unlink(queue, task);
        WB_STORE(&task->state, wb_by(WB_CLAIMED, wb_id));
        WB_STORE(&task->queue, 0);
    }
    wb_unlock(&queue->lock);
    return task;
}

/* Records */

static void *wb_grow(u32 pages) {
    u32 old = __builtin_wasm_memory_grow(0, pages);
    return old == ~0u ? 0 : (void *) (old * WB_PAGE);
}

static wb_slot *wb_own_slot(void) {
    return wb_id == WB_MAIN ? &wb.main : wb_is_worker(wb_id) ? &wb.slots[wb_id] : 0;
}

/* Takes a record from the common ones, and a few more for later. */
static wb_task *wb_take_spare(wb_slot *slot) {
    wb_task *task;
    wb_lock(&wb.records_lock);
    if (!wb.spare) {
        wb_task *page = wb_grow(1);
        if (page) {
            for (u32 i = 1; i + 1 < WB_RECORDS; i++) page[i].next = &page[i + 1];
            page->next = wb.pages;
            wb.pages = page;
            wb.spare = page + 1;
        }
    }
    task = wb.spare;
    if (task) wb.spare = task->next;
    for (u32 i = 0; slot && wb.spare && i < WB_SPARE / 2; i++) {
        wb_task *more = wb.spare;
        wb.spare = more->next;
        more->next = slot->spare;
        slot->spare = more;
        slot->spare_count++;
    }
    wb_unlock(&wb.records_lock);
    return task;
}

static wb_task *wb_new(wb_function function, u64 argument, u32 owner) {
    wb_slot *slot = wb_own_slot();
    wb_task *task;
    if (slot && slot->spare) {
        task = slot->spare;
        slot->spare = task->next;
        slot->spare_count--;
    } else {
        task = wb_take_spare(slot);
    }
    if (!task) return 0;
    task->references = 2;
    task->queue = 0;
    task->function = function;
    task->owner = owner;
    task->cancelled = task->started = task->loaded = 0;
    task->held = 1;
    task->waiter = 0;
    task->local[0] = task->local[1] = task->local[2] = 0;
    task->value = 0;
    task->argument = argument;
    WB_STORE(&task->state, wb_by(WB_WAKING, wb_id));
    return task;
}

/* Gives a handle back. */
static void wb_release(wb_task *task) {
    wb_slot *slot;
    if (WB_SUB(&task->references, 1) != 1) return;
    WB_STORE(&task->state, WB_FREE);
    slot = wb_own_slot();
    if (slot && slot->spare_count < WB_SPARE) {
        task->next = slot->spare;
        slot->spare = task;
        slot->spare_count++;
        return;
    }
    wb_lock(&wb.records_lock);
    task->next = wb.spare;
    wb.spare = task;
    wb_unlock(&wb.records_lock);
}

/* Waking */

/* What comes after something was put where a participant looks. */
static u32 wb_notify(u32 id) {
    u32 *word = &wb_slot_of(id)->notify;
    WB_ADD(word, 1);
    return __builtin_wasm_memory_atomic_notify((i32 *) word, 1);
}

/* Claims the lowest idle worker and wakes it; its number, or -1. */
static i32 wb_wake_one(void) {
    __atomic_thread_fence(WB_SEQ);
    for (u32 i = 0; i * 32 < wb.count; i++) {
        u32 mask;
        while ((mask = WB_LOAD(&wb.idle[i]))) {
            u32 bit = mask & -mask;
            if (__atomic_fetch_and(&wb.idle[i], ~bit, WB_SEQ) & bit) {
                u32 id = i * 32 + __builtin_ctz(bit);
                wb_notify(id);
                return id;
            }
        }
    }
    return -1;
}

static void wb_run_awake(u32 id);

/* Puts a task in state WAKING where it will be run. */
static void wb_enqueue(wb_task *task) {
    u32 owner = task->owner;
    if (owner == WB_NOBODY) {
        wb_push(wb_is_worker(wb_id) ? &wb.slots[wb_id].local : &wb.injector, task);
        wb_wake_one();
    } else if (owner == WB_MAIN && wb.flags & WB_LEGACY && task->started) {
        /* the original takes WB_MAIN for the number of a worker here */
        __builtin_trap();
    } else if (owner == wb_id && task->started) {
        wb_slot *slot = wb_slot_of(owner);
        wb_push(&slot->awake, task);
        if (!slot->awake_queued) {
            slot->awake_queued = 1;
            wb_queue_microtask(wb_run_awake, owner);
        }
    } else {
        wb_slot *slot = wb_slot_of(owner);
        wb_push(task->started ? &slot->ready : &slot->incoming, task);
        wb_notify(owner);
    }
}

/* Lets a suspended task be called again; any participant may. */
static void wb_wake(wb_task *task) {
    while (1) {
        u32 state = WB_LOAD(&task->state);
        if (WB_KIND(state) == WB_IDLE) {
            if (wb_cas(&task->state, state, wb_by(WB_WAKING, wb_id))) {
                wb_enqueue(task);
                return;
            }
        } else if (WB_KIND(state) == WB_RUNNING) {
            if (wb_cas(&task->state, state, (state & ~15u) | WB_NOTIFIED)) return;
        } else {
            return;
        }
    }
}

/* Running */

/* Tells who waits that a task is over; each step does nothing the second time. */
static void wb_settle(wb_task *task) {
    wb_slot *slot = wb_own_slot();
    wb_task *waiter;
    if (WB_XCHG(&task->loaded, 0)) WB_SUB(&wb.slots[task->owner].load, 1);
    if (slot) WB_STORE(&slot->waking, WB_LOAD(&task->waiter));
    waiter = WB_XCHG(&task->waiter, 0);
    if (waiter) {
        if (slot) WB_STORE(&slot->waking, waiter);
        wb_wake(waiter);
        if (slot) WB_STORE(&slot->waking, 0);
        wb_release(waiter);
    } else if (slot) {
        WB_STORE(&slot->waking, 0);
    }
    WB_STORE(&task->state, WB_KIND(task->state));
    if (WB_XCHG(&task->held, 0)) wb_release(task);
}

static void wb_run(wb_task *task) {
    wb_poll result;
    task->started = 1;
    WB_STORE(&task->state, wb_by(WB_RUNNING, wb_id));
    if (WB_LOAD(&task->cancelled)) {
        WB_STORE(&task->state, wb_by(WB_DROPPED, wb_id));
        wb_settle(task);
        return;
    }
    result = task->function(task);
    if (result == WB_READY) {
        WB_STORE(&task->state, wb_by(WB_DONE, wb_id));
        wb_settle(task);
    } else if (!wb_cas(&task->state, wb_by(WB_RUNNING, wb_id), WB_IDLE)) {
        WB_STORE(&task->state, wb_by(WB_WAKING, wb_id));
        wb_enqueue(task);
    }
}

/* Runs those that are there now, not those that come meanwhile. */
static void wb_run_all(wb_queue *queue) {
    wb_task *task;
    for (u32 left = WB_LOAD(&queue->count); left && (task = wb_pop(queue, 0)); left--) wb_run(task);
}

/* The microtask of tasks that their own participant woke. */
static void wb_run_awake(u32 id) {
    wb_slot *slot = wb_slot_of(id);
    slot->awake_queued = 0;
    wb_run_all(&slot->awake);
}

static wb_task *wb_next_stealable(u32 id) {
    wb_task *task = wb_pop(&wb.slots[id].local, 1);
    for (u32 i = 1; !task && i < wb.count; i++) {
        wb_queue *victim = &wb.slots[(id + i) % wb.count].local;
        u32 more = WB_LOAD(&victim->count) / 2;
        task = wb_pop(victim, 0);
        while (task && more-- > 0) {
            wb_task *another = wb_pop(victim, 0);
            if (!another) break;
            wb_push(&wb.slots[id].local, another);
        }
    }
    return task ? task : wb_pop(&wb.injector, 0);
}

static u32 wb_drain(u32 id);

static void wb_drain_again(u32 id) {
    wb_drain(id);
}

static u32 wb_drain(u32 id) {
    wb_slot *slot = &wb.slots[id];
    u32 bit = 1u << id % 32, *idle = &wb.idle[id / 32];
    wb_task *task;
    if (WB_LOAD(&wb.state) == WB_SHUTDOWN) return 0;
    WB_STORE(&slot->busy, 1);
    __atomic_thread_fence(WB_SEQ);
    if (WB_LOAD(&wb.state) == WB_SHUTDOWN) {
        WB_STORE(&slot->busy, 0);
        return 0;
    }
    __atomic_fetch_and(idle, ~bit, WB_SEQ);
    wb_run_all(&slot->ready);
    wb_run_all(&slot->incoming);
    if ((task = wb_next_stealable(id))) wb_run(task);
    __atomic_fetch_or(idle, bit, WB_SEQ);
    __atomic_thread_fence(WB_SEQ);
    if (WB_LOAD(&slot->local.count) || WB_LOAD(&wb.injector.count)) {
        __atomic_fetch_and(idle, ~bit, WB_SEQ);
        wb_queue_microtask(wb_drain_again, id);
    }
    WB_STORE(&slot->busy, 0);
    return 1;
}

/* For tasks and the code around them */

static u32 wb_num_workers(void) {
    return WB_LOAD(&wb.state) == WB_IS_RUNNING ? wb.count : 0;
}

/* The participant that runs this: a worker's number, WB_MAIN, or WB_NOBODY before it was told. */
static u32 wb_thread_id(void) {
    return wb_id;
}

/* Nothing can be spawned while there are no workers: null, or a trap in the original. */
static int wb_can_spawn(void) {
    if (wb_num_workers()) return 1;
    if (wb.flags & WB_LEGACY) __builtin_trap();
    return 0;
}

static wb_task *wb_spawn(wb_function function, u64 argument) {
    u32 best = 0;
    wb_task *task;
    if (!wb_can_spawn()) return 0;
    for (u32 i = 1; i < wb.count; i++) {
        if (WB_LOAD(&wb.slots[i].load) < WB_LOAD(&wb.slots[best].load)) best = i;
    }
    if (!(task = wb_new(function, argument, best))) return 0;
    task->loaded = 1;
    WB_ADD(&wb.slots[best].load, 1);
    wb_enqueue(task);
    return task;
}

static wb_task *wb_spawn_stealable(wb_function function, u64 argument) {
    wb_task *task;
    if (!wb_can_spawn()) return 0;
    if ((task = wb_new(function, argument, WB_NOBODY))) wb_enqueue(task);
    return task;
}

static wb_task *wb_on_main(wb_function function, u64 argument) {
    wb_task *task = wb_new(function, argument, WB_MAIN);
    if (task) wb_enqueue(task);
    return task;
}

/* 1 and the value if the task is done, -1 if it was dropped, 0 if it goes on. */
static i32 wb_try_recv(wb_task *handle, u64 *value) {
    u32 kind = WB_KIND(WB_LOAD(&handle->state));
    if (kind == WB_DONE) *value = handle->value;
    return kind == WB_DONE ? 1 : kind == WB_DROPPED ? -1 : 0;
}

/*
 * The same for a task that returns WB_PENDING if the answer is 0: it is woken when there is another one. It may be
 * woken for nothing, too, and asks again.
 */
static i32 wb_recv(wb_task *self, wb_task *handle, u64 *value) {
    wb_task *before;
    i32 answer = wb_try_recv(handle, value);
    if (answer) return answer;
    WB_ADD(&self->references, 1);
    if ((before = WB_XCHG(&handle->waiter, self))) wb_release(before);
    answer = wb_try_recv(handle, value);
    if (answer && (before = WB_XCHG(&handle->waiter, 0))) wb_release(before);
    return answer;
}

/* Drops the task the next time it would be called; its handle then says so. */
static void wb_cancel(wb_task *handle) {
    WB_STORE(&handle->cancelled, 1);
    wb_wake(handle);
}

/* Lets the task that runs be called again soon: for a task that returns WB_PENDING by its own will. */
static void wb_yield(wb_task *self) {
    wb_wake(self);
}

static u32 wb_num_tasks_waiting(void) {
    u32 sum = WB_LOAD(&wb.injector.count);
    if (WB_LOAD(&wb.state) == WB_UNINIT) __builtin_trap();
    for (u32 i = 0; i < wb.count; i++) sum += WB_LOAD(&wb.slots[i].incoming.count) + WB_LOAD(&wb.slots[i].local.count);
    return sum;
}

#define WB_EACH_TASK(task) \
    for (wb_task *page_ = wb.pages; page_; page_ = page_->next) \
        for (wb_task *task = page_ + 1; task < page_ + WB_RECORDS; task++)

/* The loss of a participant */

/* Puts a queue in order whose lock the lost one held: what is linked counts, and what says it is in it joins. */
static void wb_repair(wb_queue *queue, u32 lost) {
    wb_task *last = 0;
    const u32 linked = WB_QUEUED | 1 << 4;
    if (WB_LOAD(&queue->lock) != wb_mark(lost)) return;
    queue->count = 0;
    for (wb_task *task = queue->head; task; last = task, task = task->next) {
        task->previous = last;
        task->queue = queue;
        WB_STORE(&task->state, linked);
        queue->count++;
    }
    queue->tail = last;
    WB_EACH_TASK(task) {
        if (task->queue == queue && task->state != linked) {
            wb_append(queue, task);
            WB_STORE(&task->state, linked);
        }
    }
    for (wb_task *task = queue->head; task; task = task->next) WB_STORE(&task->state, WB_QUEUED);
    wb_unlock(&queue->lock);
}

static void wb_repair_slot(wb_slot *slot, u32 lost) {
    wb_repair(&slot->incoming, lost);
    wb_repair(&slot->ready, lost);
    wb_repair(&slot->local, lost);
    wb_repair(&slot->awake, lost);
}

/* Finishes what a lost participant was about, drops what cannot go on without it, keeps what never began. */
static void wb_recover(u32 lost) {
    u32 mark = wb_mark(lost);
    wb_slot *slot = wb_slot_of(lost);
    if (WB_LOAD(&wb.records_lock) == mark) wb_unlock(&wb.records_lock);
    wb_repair(&wb.injector, lost);
    wb_repair_slot(&wb.main, lost);
    for (u32 i = 0; i < wb.count; i++) wb_repair_slot(&wb.slots[i], lost);
    slot->awake_queued = 0;
    WB_STORE(&slot->busy, 0);
    if (slot->waking) {
        wb_wake(slot->waking);
        slot->waking = 0;
    }
    WB_EACH_TASK(task) {
        u32 state = WB_LOAD(&task->state), kind = WB_KIND(state);
        int its = state >> 4 == mark;
        if (its && (kind == WB_RUNNING || kind == WB_NOTIFIED)) {
            WB_STORE(&task->state, wb_by(WB_DROPPED, lost));
            wb_settle(task);
        } else if (its && (kind == WB_DONE || kind == WB_DROPPED)) {
            wb_settle(task);
        } else if (its && (kind == WB_WAKING || kind == WB_CLAIMED)) {
            if (lost != WB_MAIN && task->owner == lost && task->started) task->cancelled = 1;
            WB_STORE(&task->state, wb_by(WB_WAKING, wb_id));
            wb_enqueue(task);
        } else if (kind != WB_FREE && lost != WB_MAIN && task->owner == lost && task->started) {
            wb_cancel(task);
        }
    }
    if (slot->awake.count && !slot->awake_queued) {
        slot->awake_queued = 1;
        wb_queue_microtask(wb_run_awake, lost);
    }
}

/* Drops all tasks that are not done; nobody but the caller may run. */
static void wb_drop_all(void) {
    WB_EACH_TASK(task) {
        u32 kind = WB_KIND(task->state);
        wb_task *waiter;
        if (kind == WB_FREE) continue;
        WB_STORE(&task->state, kind == WB_DONE ? WB_DONE : WB_DROPPED);
        task->queue = 0;
        task->loaded = 0;
        if ((waiter = WB_XCHG(&task->waiter, 0))) wb_release(waiter);
    }
    WB_EACH_TASK(task) {
        if (WB_KIND(task->state) != WB_FREE && WB_XCHG(&task->held, 0)) wb_release(task);
    }
}

static void wb_clear(wb_slot *slot, int words) {
    u32 notify = slot->notify;
    wb_task *spare = slot->spare;
    u32 spares = slot->spare_count;
    *slot = (wb_slot) {0};
    slot->spare = spare;
    slot->spare_count = spares;
    if (!words) slot->notify = notify;
}

/* What the host calls */

EXPORT("__worker_drain") u32 worker_drain(u32 id) {
    wb_id = id;
    if (id == WB_MAIN) {
        wb_run_all(&wb.main.ready);
        wb_run_all(&wb.main.incoming);
        return 1;
    }
    return wb_drain(id);
}

EXPORT("__notify_index") u32 notify_index(u32 id) {
    return (u32) &wb_slot_of(id)->notify / 4;
}

EXPORT("__microtask") void microtask(void (*function)(u32), u32 argument) {
    function(argument);
}

/* Prepares for so many workers, which the host starts then. */
EXPORT("__runtime_init") u32 runtime_init(u32 count, u32 flags) {
    u32 legacy = flags & WB_LEGACY;
    if (wb.state == WB_IS_RUNNING) return WB_ALREADY_RUNNING;
    if (legacy && count > 32) return WB_TOO_MANY;
    if (legacy && wb.count && wb.count != count) return WB_OTHER_COUNT;
    if (!legacy && !count) return WB_NO_WORKERS;
    if (count > wb.capacity) {
        u32 capacity = (count + 31) / 32 * 32;
        u32 bytes = capacity * sizeof(wb_slot) + capacity / 8;
        wb_slot *slots = wb_grow((bytes + WB_PAGE - 1) / WB_PAGE);
        if (!slots) return WB_NO_MEMORY;
        wb.slots = slots;
        wb.idle = (u32 *) (slots + capacity);
        wb.capacity = capacity;
    }
    for (u32 i = 0; i < wb.capacity; i++) wb_clear(&wb.slots[i], 1);
    for (u32 i = 0; i < wb.capacity / 32; i++) wb.idle[i] = 0;
    wb_clear(&wb.main, 0);
    wb.injector = (wb_queue) {0};
    wb.flags = flags;
    wb.count = count;
    WB_STORE(&wb.state, WB_IS_RUNNING);
    return WB_OK;
}

/* Lets workers leave their loops: all drains are false from now on. */
EXPORT("__runtime_shutdown") void runtime_shutdown(void) {
    WB_STORE(&wb.state, WB_SHUTDOWN);
    for (u32 i = 0; i < wb.count; i++) wb_notify(i);
}

static void wb_break_locks(wb_slot *slot) {
    slot->incoming.lock = slot->ready.lock = slot->local.lock = slot->awake.lock = 0;
}

/*
 * All workers have ended, some of them by force: tasks that are left are dropped, unless they leak as in the original.
 * Takes no lock, for nobody is left who would open it.
 */
EXPORT("__runtime_ended") void runtime_ended(u32 back_to_uninit) {
    wb_id = WB_MAIN;
    wb.records_lock = wb.injector.lock = 0;
    for (u32 i = 0; i < wb.count; i++) wb_break_locks(&wb.slots[i]);
    wb_break_locks(&wb.main);
    if (!(wb.flags & WB_LEGACY)) {
        for (u32 i = 0; i < wb.count; i++) wb_clear(&wb.slots[i], 0);
        wb_clear(&wb.main, 0);
        wb.injector = (wb_queue) {0};
        wb_drop_all();
    }
    if (back_to_uninit) WB_STORE(&wb.state, WB_UNINIT);
}

/* A participant has trapped or was ended by force; its successor calls this before anything else. */
EXPORT("__worker_lost") void worker_lost(u32 id) {
    wb_id = id;
    wb_recover(id);
}

/* Introspection */

EXPORT("num_workers") u32 num_workers(void) { return wb_num_workers(); }
EXPORT("num_tasks_waiting") u32 num_tasks_waiting(void) { return wb_num_tasks_waiting(); }
EXPORT("lifecycle") u32 lifecycle(void) { return WB_LOAD(&wb.state); }
EXPORT("thread_id") u32 thread_id(void) { return wb_thread_id(); }
EXPORT("load_of") u32 load_of(u32 id) { return WB_LOAD(&wb.slots[id].load); }
EXPORT("idle_mask") u32 idle_mask(u32 word) { return WB_LOAD(&wb.idle[word]); }

#endif
