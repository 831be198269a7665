/* Counts the primes below a number by trial division. */
#include "oxide.h"

static int is_prime(u32 n) {
    if (n < 2) return 0;
    /* 64 bits: the square of a divisor past 65,535 does not fit into 32 */
    for (u64 d = 2; d * d <= n; d++) {
        if (n % d == 0) return 0;
    }
    return 1;
}

EXPORT("start_app") void start_app(void) {
    LOG("[worker] ready, waiting for work.");
}

EXPORT("on_message") void on_message(u32 length) {
    u32 limit;
    u64 count = 0;
    if (length < 4) return;
    api_worker_message_read(&limit, sizeof limit);
    for (u32 n = 0; n < limit; n++) count += is_prime(n);
    api_worker_post(&count, sizeof count);
}
