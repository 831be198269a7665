/* Asks for itself with the argument `next` as long as there is one; the innermost gives out its argument `end`. */
#include "caos.h"

EXPORT("caos_run") void caos_run(void) {
    Text args = tree(string(must(TEXT("{\"op\":\"job\"}")), TEXT("args")));
    Text next = entry(args, TEXT("next"));
    if (!next.at) {
        Text end = entry(args, TEXT("end"));
        out(string(end, TEXT("kind")), string(end, TEXT("hash")));
        return;
    }
    Text result = run(TEXT("/cas/std/chain"), string(next, TEXT("hash")));
    Text error = error_of(result);
    if (error.at) fail(error, TEXT(""));
    out(string(result, TEXT("kind")), string(result, TEXT("hash")));
}
