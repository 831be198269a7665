/*
 * Does what its argument `script` says, line by line: for tests.
 *   {…}     a request; in it %args, %std stand for what the job has, %last for the hash in the last response, and
 *           %a to %z for the hashes of arguments of one letter
 *   keep    keeps the last response as a blob, whose hash is %last then
 *   check   fails if the last response is an error
 *   trap, spin, exit N
 */
#include "caos.h"

__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_exit"))) void proc_exit(u32 code);

static Text job, args, last, last_hash;

static int starts(Text with, const char *word) {
    u32 i = 0;
    while (word[i] && i < with.length && with.at[i] == word[i]) i++;
    return !word[i];
}

static void request(Text line) {
    Builder request = {0};
    for (u32 i = 0; i < line.length; i++) {
        Text left = {line.at + i, line.length - i};
        if (starts(left, "%args")) {
            add(&request, string(job, TEXT("args")));
            i += 4;
        } else if (starts(left, "%std")) {
            add(&request, string(job, TEXT("std")));
            i += 3;
        } else if (starts(left, "%last")) {
            add(&request, last_hash);
            i += 4;
        } else if (left.length > 1 && left.at[0] == '%') {
            add(&request, string(entry(args, (Text) {left.at + 1, 1}), TEXT("hash")));
            i++;
        } else {
            add(&request, (Text) {left.at, 1});
        }
    }
    last = call(text(&request));
    last_hash = string(last, TEXT("hash"));
}

EXPORT("caos_run") void caos_run(void) {
    job = must(TEXT("{\"op\":\"job\"}"));
    args = tree(string(job, TEXT("args")));
    Text script = blob(string(entry(args, TEXT("script")), TEXT("hash")));
    while (script.length) {
        u32 length = 0;
        while (length < script.length && script.at[length] != '\n') length++;
        Text line = trimmed((Text) {script.at, length});
        if (starts(line, "{")) request(line);
        else if (starts(line, "keep")) last_hash = put_blob(last);
        else if (starts(line, "check") && error_of(last).at) fail(error_of(last), TEXT(""));
        else if (starts(line, "trap")) __builtin_trap();
        else if (starts(line, "spin")) for (volatile u32 i = 0;; i++);
        else if (starts(line, "exit")) proc_exit(line.length > 5 ? line.at[5] - '0' : 0);
        u32 used = length < script.length ? length + 1 : length;
        script.at += used;
        script.length -= used;
    }
}
