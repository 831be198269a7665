/* A visitor for fold: how many leaves are below a node. A blob counts 1, a tree the sum of its children's results. */
#include "caos.h"

EXPORT("caos_run") void caos_run(void) {
    Text args = tree(string(must(TEXT("{\"op\":\"job\"}")), TEXT("args")));
    u32 count = 1;
    if (equal(string(entry(args, TEXT("in")), TEXT("kind")), TEXT("tree"))) {
        count = 0;
        Text children = tree(string(entry(args, TEXT("children")), TEXT("hash")));
        for (Text child; (child = next_object(&children)).at;) {
            Text number = trimmed(blob(string(child, TEXT("hash"))));
            u32 value = 0;
            for (u32 i = 0; i < number.length; i++) value = value * 10 + (number.at[i] - '0');
            count += value;
        }
    }
    Builder line = {0};
    add_number(&line, count);
    add(&line, TEXT("\n"));
    out(TEXT("blob"), put_blob(text(&line)));
}
