/* What guests of Oxide import, as far as these use it. */
#ifndef OXIDE_H
#define OXIDE_H

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long i64;

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))

IMPORT("oxide", "api_log") void api_log(const char *text, u32 length);
IMPORT("oxide", "api_spawn_worker") int api_spawn_worker(const char *url, u32 length);
IMPORT("oxide", "api_worker_post_message") int api_worker_post_message(int handle, const void *bytes, u32 length);
IMPORT("oxide", "api_worker_recv") i64 api_worker_recv(int handle, void *out, u32 capacity);
IMPORT("oxide", "api_worker_terminate") int api_worker_terminate(int handle);
IMPORT("oxide", "api_worker_post") int api_worker_post(const void *bytes, u32 length);
IMPORT("oxide", "api_worker_message_read") u32 api_worker_message_read(void *out, u32 capacity);
IMPORT("oxide", "api_get_url") u32 api_get_url(char *out, u32 capacity);
IMPORT("oxide", "api_url_resolve") int api_url_resolve(const char *base, u32 base_length, const char *relative,
        u32 relative_length, char *out, u32 capacity);
IMPORT("oxide", "api_canvas_clear") void api_canvas_clear(u32 r, u32 g, u32 b, u32 a);
IMPORT("oxide", "api_canvas_rect") void api_canvas_rect(float x, float y, float w, float h, u32 r, u32 g, u32 b, u32 a);
IMPORT("oxide", "api_canvas_circle") void api_canvas_circle(float x, float y, float radius, u32 r, u32 g, u32 b, u32 a);
IMPORT("oxide", "api_canvas_text") void api_canvas_text(float x, float y, float size, u32 r, u32 g, u32 b, u32 a,
        const char *text, u32 length);
IMPORT("oxide", "api_ui_button") u32 api_ui_button(u32 id, float x, float y, float w, float h, const char *label,
        u32 length);
IMPORT("oxide_ext", "api_worker_recv_wait") i64 api_worker_recv_wait(int handle, void *out, u32 capacity, int millis);

static inline u32 length_of(const char *text) {
    u32 length = 0;
    while (text[length]) length++;
    return length;
}

#define LOG(text) api_log(text, sizeof(text) - 1)

/* Writes a number at the end of a text and returns the new length. */
static inline u32 append_number(char *text, u32 length, u64 number) {
    char digits[20];
    u32 count = 0;
    do digits[count++] = '0' + number % 10; while (number /= 10);
    while (count) text[length++] = digits[--count];
    return length;
}

static inline u32 append(char *text, u32 length, const char *more) {
    while (*more) text[length++] = *more++;
    return length;
}

#endif
