/* Measures messages: sends and receives so many of 64 bytes, so many of them on the way at once. */
#include "oxide.h"

static u8 out[64], in[64];

/* The number of replies whose bytes are not those that were sent in their turn. */
EXPORT("ping") u32 ping(int worker, u32 count, u32 window) {
    u32 sent = 0, received = 0, wrong = 0;
    while (received < count) {
        while (sent < count && sent - received < window) {
            *(u32 *) out = sent;
            if (api_worker_post_message(worker, out, sizeof out)) return ~0u;
            sent++;
        }
        if (api_worker_recv_wait(worker, in, sizeof in, -1) != sizeof in || *(u32 *) in != received) wrong++;
        received++;
    }
    return wrong;
}

EXPORT("spawn") int spawn(u32 length) {
    extern char url[];
    return api_spawn_worker(url, length);
}

char url[1024];

EXPORT("url") char *url_buffer(void) {
    return url;
}
