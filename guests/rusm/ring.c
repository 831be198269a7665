/*
 * A ring of processes that start each other: the first one starts the second, that one the third, up to a hundred; the
 * last sends the message back to the first, which counts those that notified by waiting for their ends.
 */
#include "rusm.h"

enum { MEMBERS = 100 };

static struct {
    i64 first;
    int left;
} token;

EXPORT("member") void member(void) {
    receive(&token, sizeof token);
    notify();
    if (--token.left == 0) {
        send(token.first, "done", 4);
        return;
    }
    i64 next = spawn(TEXT("member"), SPAWN_LINKED | SPAWN_MONITORED);
    send(next, &token, sizeof token);
    // its end comes before one's own, so that links to the living carry nothing but what goes wrong
    select_mail(MAIL_DOWN, next, 0, 0, -1);
    if (item_reason() != END_NORMAL) __builtin_trap();
}

EXPORT("run") void run(void) {
    token.first = own_pid();
    token.left = MEMBERS;
    i64 next = spawn(TEXT("member"), SPAWN_MONITORED);
    send(next, &token, sizeof token);
    if (select_mail(MAIL_MESSAGE, -1, "do", 2, -1) != MAIL_MESSAGE) __builtin_trap();
    if (select_mail(MAIL_DOWN, next, 0, 0, -1) != MAIL_DOWN || item_reason() != END_NORMAL) __builtin_trap();
}
