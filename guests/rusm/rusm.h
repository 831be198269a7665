/* What guests of RUSM import, as far as these use it. */
#ifndef RUSM_H
#define RUSM_H

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long i64;

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))

IMPORT("rusm", "own_pid") i64 own_pid(void);
IMPORT("rusm", "notify") void notify(void);
IMPORT("rusm", "send") void send(i64 to, const void *bytes, int length);
IMPORT("rusm", "receive") int receive(void *out, int capacity);
IMPORT("rusm", "list_processes") int list_processes(u64 *out, int capacity);
IMPORT("rusm", "is_alive") int is_alive(i64 pid);
IMPORT("rusm", "kill") int kill(i64 pid);
IMPORT("rusm", "register") int register_name(const char *name, int length);
IMPORT("rusm", "whereis") i64 whereis(const char *name, int length);
IMPORT("rusm", "unregister") int unregister_name(const char *name, int length);
IMPORT("rusm", "set_label") void set_label(const char *label, int length);
IMPORT("rusm", "stream_open") i64 stream_open(i64 to);
IMPORT("rusm", "stream_write") int stream_write(i64 stream, const void *bytes, int length);
IMPORT("rusm", "stream_close") void stream_close(i64 stream);
IMPORT("rusm", "stream_accept") i64 stream_accept(void);
IMPORT("rusm", "stream_read") int stream_read(i64 stream, void *out, int capacity);

IMPORT("rusm_ext_1", "spawn") i64 spawn(const char *entry, int length, int flags);
IMPORT("rusm_ext_1", "receive_timeout") i64 receive_timeout(void *out, int capacity, i64 millis);
IMPORT("rusm_ext_1", "select") int select_mail(int kinds, i64 from, const void *prefix, int length, i64 millis);
IMPORT("rusm_ext_1", "item_pid") i64 item_pid(void);
IMPORT("rusm_ext_1", "item_reason") int item_reason(void);

enum { SPAWN_LINKED = 1, SPAWN_MONITORED = 2 };
enum { MAIL_MESSAGE = 1, MAIL_STREAM = 2, MAIL_DOWN = 4, MAIL_EXIT = 8 };
enum { END_NORMAL, END_KILLED, END_CRASHED, END_NOPROC };

#define TEXT(text) text, sizeof(text) - 1

#endif
