/* An app whose button lets a worker count primes while the frames go on. */
#include "oxide.h"

#define LIMIT 80000

static int worker;
static u32 frames;
static u64 primes;

EXPORT("start_app") void start_app(void) {
    frames = 0;
}

static void count_primes(void) {
    static const char name[] = "worker-demo-bg.wasm";
    char base[1024], url[1024];
    u32 length = api_get_url(base, sizeof base);
    int resolved = api_url_resolve(base, length, name, sizeof name - 1, url, sizeof url);
    u32 limit = LIMIT;
    /* pressed twice: the first worker is let go */
    if (worker > 0) api_worker_terminate(worker);
    worker = resolved > 0 ? api_spawn_worker(url, resolved) : -1;
    if (worker > 0) api_worker_post_message(worker, &limit, sizeof limit);
}

EXPORT("on_frame") void on_frame(u32 dt) {
    static const char label[] = "Count primes";
    char text[80];
    u32 length;
    frames++;
    api_canvas_clear(30, 30, 40, 255);
    api_canvas_circle(400 + frames % 200, 300, 40, 200, 120, 40, 255);
    if (api_ui_button(1, 20, 20, 160, 32, label, sizeof label - 1)) count_primes();
    if (worker > 0) {
        u64 found;
        if (api_worker_recv(worker, &found, sizeof found) >= 8) {
            primes = found;
            length = append_number(text, append(text, 0, "primes below "), LIMIT);
            length = append_number(text, append(text, length, ": "), primes);
            api_log(text, length);
            api_worker_terminate(worker);
            worker = 0;
        }
    }
    length = append_number(text, append(text, 0, "frame "), frames);
    api_canvas_text(20, 80, 20, 255, 255, 255, 255, text, length);
    length = append_number(text, append(text, 0, "primes: "), primes);
    api_canvas_text(20, 110, 20, 255, 255, 255, 255, text, length);
}
