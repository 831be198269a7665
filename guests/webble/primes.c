/* Counts primes: a stealable task for each block of numbers, a pinned one that awaits them all, main to say it. */
#include "webble.h"

#define LIMIT 100000
#define BLOCK 5000

static wb_task *blocks[LIMIT / BLOCK];

static wb_poll count(wb_task *self) {
    u32 found = 0;
    for (u32 n = self->argument; n < self->argument + BLOCK; n++) {
        u32 d = 2;
        while (d * d <= n && n % d) d++;
        found += n > 1 && d * d > n;
    }
    self->value = found;
    return WB_READY;
}

static wb_poll say(wb_task *self) {
    static char text[40] = "           primes below 100000";
    u32 at = 10;
    for (u32 rest = self->argument; rest; rest /= 10) text[--at] = '0' + rest % 10;
    wb_log(text + at, 30 - at);
    wb_exit(0);
    return WB_READY;
}

/* Awaits one block after the other; each time it is called it goes on with the first that is not done. */
static wb_poll total(wb_task *self) {
    u64 found;
    while (self->local[0] < LIMIT / BLOCK) {
        i32 got = wb_recv(self, blocks[self->local[0]], &found);
        if (!got) return WB_PENDING;
        wb_release(blocks[self->local[0]++]);
        if (got > 0) self->local[1] += found;
    }
    wb_release(wb_on_main(say, self->local[1]));
    return WB_READY;
}

EXPORT("start") void start(void) {
    for (u32 i = 0; i < LIMIT / BLOCK; i++) blocks[i] = wb_spawn_stealable(count, i * BLOCK);
    wb_release(wb_spawn(total, 0));
}
