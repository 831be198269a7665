/*
 * A small simulation: as many fights as asked for, each from a seed of its own, so that the result depends on nothing
 * but configuration, seed and chunk. Words of the configuration make it behave badly:
 *   target=N   stop once the relative standard error is below N/1000, after min=N iterations at least
 *   events=N   an iteration has N events
 *   item=N     fetches getItem(N) first; its first byte is added to each result
 *   ask=NAME   asks the resolver for NAME
 *   spin, trap, panic, beat (spins but shows progress), silent (waits for an answer that never comes)
 */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define IMPORT(name) __attribute__((import_module("wowlab"), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))

IMPORT("config_read") int config_read(char *out, u32 capacity);
IMPORT("resolver_call") int resolver_call(const char *name, u32 name_length, const char *arguments, u32 length);
IMPORT("resolver_read") int resolver_read(void *out, u32 capacity);
IMPORT("progress") void progress(u32 completed, u32 total, double mean, double deviation);
IMPORT("result_write") int result_write(const void *bytes, u32 length);
IMPORT("error_write") int error_write(const char *text, u32 length);
IMPORT("panic") void panic(const char *text, u32 length);

#define MOST_EVENTS 500000
#define CHECK_EVERY 100

static char config[4096];
static u32 config_length;

static int fail(const char *text) {
    u32 length = 0;
    while (text[length]) length++;
    error_write(text, length);
    return 1;
}

/* What follows a word in the configuration; null if it does not occur. */
static const char *find(const char *word) {
    for (u32 i = 0; i < config_length; i++) {
        u32 k = 0;
        while (word[k] && i + k < config_length && config[i + k] == word[k]) k++;
        if (!word[k]) return config + i + k;
    }
    return 0;
}

static u32 number(const char *word, u32 otherwise) {
    const char *at = find(word);
    u32 value = 0;
    if (!at) return otherwise;
    while (*at >= '0' && *at <= '9') value = value * 10 + (*at++ - '0');
    return value;
}

static int ask(const char *name, u32 name_length, const char *arguments, u32 length, u8 *first) {
    static u8 answer[1024];
    int got = resolver_call(name, name_length, arguments, length);
    if (got < 0) {
        /* the host has kept the error's text */
        return 1;
    }
    if (resolver_read(answer, sizeof answer) > 0) *first = answer[0];
    return 0;
}

static u64 fnv(u64 hash, u64 value) {
    for (int i = 0; i < 8; i++) {
        hash = (hash ^ (value & 0xFF)) * 1099511628211ull;
        value >>= 8;
    }
    return hash;
}

static u64 next(u64 *state) {
    u64 z = (*state += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

static double root(double x) {
    return __builtin_sqrt(x);
}

EXPORT("run_chunk") int run_chunk(u32 iterations, u64 seed, u32 chunk) {
    static struct { u64 count; double mean, deviation; } result;
    u64 prefix = fnv(fnv(14695981039346656037ull, seed), chunk);
    u8 extra = 0;
    const char *text;
    int length = config_read(config, sizeof config - 1);
    config_length = length < 0 ? 0 : length;
    config[config_length] = 0;
    if ((text = find("item="))) {
        u32 n = 0;
        while (text[n] >= '0' && text[n] <= '9') n++;
        if (ask("getItem", 7, text, n, &extra)) return 1;
    }
    if ((text = find("ask="))) {
        u32 n = 0;
        while (text[n] > ' ') n++;
        if (ask(text, n, "", 0, &extra)) return 1;
    }
    if (find("silent")) {
        u8 ignored;
        return ask("getNothing", 10, "", 0, &ignored);
    }
    if (find("panic")) {
        panic("out of mana", 11);
        __builtin_trap();
    }
    if (find("trap")) __builtin_trap();
    if (find("spin")) {
        volatile u32 forever = 1;
        while (forever) { }
    }
    if (find("beat")) {
        for (u32 i = 0;; i++) progress(i, iterations, 0, 0);
    }
    u32 events = number("events=", 20);
    u32 target = number("target=", 0), minimum = number("min=", 0);
    double sum = 0, squares = 0, mean = 0, deviation = 0;
    u32 done = 0;
    while (done < iterations) {
        u64 state = fnv(prefix, done);
        double damage = extra;
        if (events > MOST_EVENTS) return fail("event budget of 500000 exceeded");
        for (u32 e = 0; e < events; e++) damage += next(&state) % 1000;
        sum += damage;
        squares += damage * damage;
        done++;
        if (done % CHECK_EVERY == 0 || done == iterations) {
            mean = sum / done;
            deviation = root(squares / done - mean * mean);
            progress(done, iterations, mean, deviation);
            if (target && done >= minimum && deviation / root(done) / mean * 1000 < target) break;
        }
    }
    result.count = done;
    result.mean = mean;
    result.deviation = deviation;
    result_write(&result, sizeof result);
    return 0;
}
