/* Sends every message back. */
#include "oxide.h"

static u8 buffer[65536];

EXPORT("on_message") void on_message(u32 length) {
    u32 count = api_worker_message_read(buffer, sizeof buffer);
    api_worker_post(buffer, count);
}
