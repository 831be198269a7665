/*
 * What guests of caos need: the two imports, texts that grow, and as much JSON as the host's responses take.
 *
 * Strings of JSON are looked at as they are, with their escapes: names of entries go from one response into another
 * request and mean the same there. A quote inside of a string has a backslash before it, so that a key with its quotes
 * and colon is never found inside of a string.
 */
#ifndef CAOS_H
#define CAOS_H

typedef unsigned char u8;
typedef unsigned int u32;

#define EXPORT(name) __attribute__((export_name(name)))
/* Small code is ready sooner than fast code: a job is short. */
#define SMALL __attribute__((noinline, unused)) static

__attribute__((import_module("caos_abi_v1"), import_name("call"))) int caos_call(const char *request, u32 length);
__attribute__((import_module("caos_abi_v1"), import_name("read"))) void caos_read(char *out);

extern char __heap_base;

/* Some bytes of a memory. */
typedef struct {
    const char *at;
    u32 length;
} Text;

#define TEXT(literal) ((Text) {literal, sizeof(literal) - 1})

/* Memory is given out from the heap's base on and never given back: a guest is one job. */
static u32 heap_used;

SMALL void *take(u32 size) {
    u32 start = (u32) &__heap_base + heap_used;
    u32 end = (start + size + 7) & ~7u;
    u32 pages = __builtin_wasm_memory_size(0);
    if (end < start || (end > pages << 16 && __builtin_wasm_memory_grow(0, ((end - (pages << 16)) >> 16) + 1) == ~0ul))
        __builtin_trap();
    heap_used = end - (u32) &__heap_base;
    return (void *) start;
}

/* A text that grows. */
typedef struct {
    char *at;
    u32 length, capacity;
} Builder;

SMALL void room(Builder *to, u32 more) {
    if (to->length + more <= to->capacity) return;
    u32 capacity = (to->length + more) * 2 + 64;
    char *bigger = take(capacity);
    for (u32 i = 0; i < to->length; i++) bigger[i] = to->at[i];
    to->at = bigger;
    to->capacity = capacity;
}

SMALL void add(Builder *to, Text text) {
    room(to, text.length);
    for (u32 i = 0; i < text.length; i++) to->at[to->length++] = text.at[i];
}

SMALL void add_number(Builder *to, u32 number) {
    char digits[10];
    u32 count = 0;
    do digits[count++] = '0' + number % 10; while (number /= 10);
    room(to, count);
    while (count) to->at[to->length++] = digits[--count];
}

static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

SMALL void add_base64(Builder *to, Text bytes) {
    room(to, (bytes.length + 2) / 3 * 4);
    for (u32 i = 0; i < bytes.length; i += 3) {
        u32 left = bytes.length - i;
        u32 three = (u8) bytes.at[i] << 16 | (left > 1 ? (u8) bytes.at[i + 1] << 8 : 0) | (left > 2 ? (u8) bytes.at[i + 2] : 0);
        to->at[to->length++] = BASE64[three >> 18];
        to->at[to->length++] = BASE64[three >> 12 & 63];
        to->at[to->length++] = left > 1 ? BASE64[three >> 6 & 63] : '=';
        to->at[to->length++] = left > 2 ? BASE64[three & 63] : '=';
    }
}

/* A string of JSON, quotes and all, of any text of ours. */
SMALL void add_string(Builder *to, Text text) {
    add(to, TEXT("\""));
    for (u32 i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c == '"' || c == '\\') {
            add(to, TEXT("\\"));
            add(to, (Text) {text.at + i, 1});
        } else if (c == '\n') {
            add(to, TEXT("\\n"));
        } else {
            add(to, (u8) c < ' ' ? TEXT("?") : (Text) {text.at + i, 1});
        }
    }
    add(to, TEXT("\""));
}

static inline Text text(Builder *of) {
    return (Text) {of->at, of->length};
}

SMALL int equal(Text a, Text b) {
    if (a.length != b.length) return 0;
    for (u32 i = 0; i < a.length; i++)
        if (a.at[i] != b.at[i]) return 0;
    return 1;
}

/* Sends a request and returns the response. */
SMALL Text call(Text request) {
    int length = caos_call(request.at, request.length);
    if (length < 0) __builtin_trap();
    char *response = take(length);
    caos_read(response);
    return (Text) {response, length};
}

/* What follows "key": in some JSON; nothing if it is not there. */
SMALL Text after(Text json, Text key) {
    for (u32 i = 0; i + key.length + 3 <= json.length; i++) {
        if (json.at[i] != '"' || json.at[i + key.length + 1] != '"' || json.at[i + key.length + 2] != ':') continue;
        if (equal((Text) {json.at + i + 1, key.length}, key))
            return (Text) {json.at + i + key.length + 3, json.length - i - key.length - 3};
    }
    return (Text) {0, 0};
}

/* How long the string at the beginning of some JSON is, both quotes counted; 0 if there is none. */
SMALL u32 string_length(Text json) {
    if (!json.length || json.at[0] != '"') return 0;
    for (u32 i = 1; i < json.length; i++) {
        if (json.at[i] == '\\') i++;
        else if (json.at[i] == '"') return i + 1;
    }
    return 0;
}

/* The string that a key has, with its escapes and without its quotes; one without an address if there is none. */
SMALL Text string(Text json, Text key) {
    Text value = after(json, key);
    u32 length = string_length(value);
    return length ? (Text) {value.at + 1, length - 2} : (Text) {0, 0};
}

/* Takes the next object out of what is left of an array; one without an address at its end. */
SMALL Text next_object(Text *array) {
    u32 i = 0;
    while (i < array->length && array->at[i] != '{') i++;
    u32 start = i;
    while (i < array->length && array->at[i] != '}') i += array->at[i] == '"' ? string_length((Text) {array->at + i, array->length - i}) : 1;
    if (i >= array->length) return (Text) {0, 0};
    Text object = {array->at + start, i + 1 - start};
    array->at += i + 1;
    array->length -= i + 1;
    return object;
}

SMALL void say(Text line) {
    Builder request = {0};
    add(&request, TEXT("{\"op\":\"log\",\"msg\":"));
    add_string(&request, line);
    add(&request, TEXT("}"));
    call(text(&request));
}

/* Ends the job as failed; what the message says gets on the console. */
SMALL __attribute__((noreturn)) void fail(Text what, Text detail) {
    Builder line = {0};
    add(&line, what);
    add(&line, detail);
    say(text(&line));
    __builtin_trap();
}

/* What a response says that is an error; one without an address if it is none. Slots of a response may have their own. */
SMALL Text error_of(Text response) {
    static const char start[] = "{\"error\":";
    u32 length = sizeof(start) - 1;
    return response.length > length && equal((Text) {response.at, length}, (Text) {start, length})
            ? string(response, TEXT("error")) : (Text) {0, 0};
}

/* Sends a request that must not fail. */
SMALL Text must(Text request) {
    Text response = call(request);
    Text error = error_of(response);
    if (error.at) fail(error, TEXT(""));
    return response;
}

/* Does an operation whose only field is a hash. */
SMALL Text of_hash(Text op, Text hash) {
    Builder request = {0};
    add(&request, TEXT("{\"op\":\""));
    add(&request, op);
    add(&request, TEXT("\",\"hash\":\""));
    add(&request, hash);
    add(&request, TEXT("\"}"));
    return must(text(&request));
}

/* The entries of a tree. */
SMALL Text tree(Text hash) {
    return after(of_hash(TEXT("tree"), hash), TEXT("entries"));
}

/* The entry of a name, one without an address if there is none. */
SMALL Text entry(Text entries, Text name) {
    while (1) {
        Text object = next_object(&entries);
        if (!object.at || equal(string(object, TEXT("name")), name)) return object;
    }
}

static u32 value_of(char c) {
    return c >= 'a' ? c - 'a' + 26 : c >= 'A' ? c - 'A' : c >= '0' ? c - '0' + 52 : c == '+' ? 62 : 63;
}

/* The bytes of a blob. */
SMALL Text blob(Text hash) {
    Text base64 = string(of_hash(TEXT("get"), hash), TEXT("bytes_b64"));
    char *bytes = take(base64.length / 4 * 3 + 3);
    u32 length = 0;
    for (u32 i = 0; i + 4 <= base64.length; i += 4) {
        const char *four = base64.at + i;
        u32 three = value_of(four[0]) << 18 | value_of(four[1]) << 12 | value_of(four[2]) << 6 | value_of(four[3]);
        bytes[length++] = three >> 16;
        if (four[2] != '=') bytes[length++] = three >> 8;
        if (four[3] != '=') bytes[length++] = three;
    }
    return (Text) {bytes, length};
}

SMALL Text trimmed(Text of) {
    while (of.length && (u8) of.at[0] <= ' ') of.at++, of.length--;
    while (of.length && (u8) of.at[of.length - 1] <= ' ') of.length--;
    return of;
}

/* Keeps bytes and returns their hash. */
SMALL Text put_blob(Text bytes) {
    Builder request = {0};
    add(&request, TEXT("{\"op\":\"put_blob\",\"bytes_b64\":\""));
    add_base64(&request, bytes);
    add(&request, TEXT("\"}"));
    return string(must(text(&request)), TEXT("hash"));
}

/* Adds an entry to the request that begin_tree has begun. */
SMALL void add_entry(Builder *request, Text name, Text kind, Text hash) {
    if (request->at[request->length - 1] != '[') add(request, TEXT(","));
    add(request, TEXT("{\"name\":\""));
    add(request, name);
    add(request, TEXT("\",\"kind\":\""));
    add(request, kind);
    add(request, TEXT("\",\"hash\":\""));
    add(request, hash);
    add(request, TEXT("\"}"));
}

SMALL void begin_tree(Builder *request) {
    add(request, TEXT("{\"op\":\"put_tree\",\"entries\":["));
}

/* Keeps the tree of the request and returns its hash. */
SMALL Text end_tree(Builder *request) {
    add(request, TEXT("]}"));
    return string(must(text(request)), TEXT("hash"));
}

/* The request to run an image with arguments, without the operation. */
SMALL void add_run(Builder *request, Text image, Text args) {
    add(request, TEXT("\"image\":\""));
    add(request, image);
    add(request, TEXT("\",\"args\":\""));
    add(request, args);
    add(request, TEXT("\"}"));
}

/* Lets an image run and returns the response, which may be an error. */
SMALL Text run(Text image, Text args) {
    Builder request = {0};
    add(&request, TEXT("{\"op\":\"run\","));
    add_run(&request, image, args);
    return call(text(&request));
}

SMALL void out(Text kind, Text hash) {
    Builder request = {0};
    add(&request, TEXT("{\"op\":\"out\",\"kind\":\""));
    add(&request, kind);
    add(&request, TEXT("\",\"hash\":\""));
    add(&request, hash);
    add(&request, TEXT("\"}"));
    must(text(&request));
}

#endif
