/*
 * Folds a tree: runs the image `post` on every node, children first, with the results of the children.
 *
 * Arguments: `in`, any object; `post`, a blob that names an image; and maybe `pre`, one whose result is the tree of a
 * node's children, in place of the node itself. Its own name among the standard images is fold-wasm.
 */
#include "caos.h"

static Text in, post, pre;

/* An image's name in a blob. */
static Text image(Text entry) {
    return trimmed(blob(string(entry, TEXT("hash"))));
}

static void copy(Builder *request, Text name, Text entry) {
    if (entry.at) add_entry(request, name, string(entry, TEXT("kind")), string(entry, TEXT("hash")));
}

/* The arguments of a visitor for a node with the results of its children. */
static Text visit(Text node, Text children) {
    Builder request = {0};
    begin_tree(&request);
    copy(&request, TEXT("in"), node);
    add_entry(&request, TEXT("children"), TEXT("tree"), children);
    return end_tree(&request);
}

/* The arguments of this program for a child. */
static Text descend(Text child) {
    Builder request = {0};
    begin_tree(&request);
    copy(&request, TEXT("in"), child);
    copy(&request, TEXT("post"), post);
    copy(&request, TEXT("pre"), pre);
    return end_tree(&request);
}

static Text empty_tree(void) {
    Builder request = {0};
    begin_tree(&request);
    return end_tree(&request);
}

/* The entries of the tree of children. */
static Text children_of_node(void) {
    if (pre.at) {
        Builder request = {0};
        begin_tree(&request);
        copy(&request, TEXT("in"), in);
        Text result = run(image(pre), end_tree(&request));
        Text error = error_of(result);
        if (error.at) fail(TEXT("pre: "), error);
        if (!equal(string(result, TEXT("kind")), TEXT("tree"))) fail(TEXT("pre: the result is no tree"), TEXT(""));
        return tree(string(result, TEXT("hash")));
    }
    return equal(string(in, TEXT("kind")), TEXT("tree")) ? tree(string(in, TEXT("hash"))) : (Text) {0, 0};
}

EXPORT("caos_run") void caos_run(void) {
    Text job = must(TEXT("{\"op\":\"job\"}"));
    Text args = tree(string(job, TEXT("args")));
    in = entry(args, TEXT("in"));
    post = entry(args, TEXT("post"));
    pre = entry(args, TEXT("pre"));
    if (!in.at || !post.at) fail(TEXT("fold needs the arguments in and post"), TEXT(""));
    Text visitor = image(post);
    Text children = children_of_node();

    Text nothing = empty_tree();
    u32 most = 0;
    for (Text left = children; next_object(&left).at;) most++;
    Text *child_args = take(most * sizeof(Text));
    u32 count = 0;
    for (Text left = children, child; (child = next_object(&left)).at;) {
        int leaf = !pre.at && equal(string(child, TEXT("kind")), TEXT("blob"));
        child_args[count++] = leaf ? visit(child, nothing) : descend(child);
    }

    Text results = nothing;
    if (count) {
        Builder request = {0};
        add(&request, TEXT("{\"op\":\"run_many\",\"reqs\":["));
        u32 i = 0;
        for (Text left = children, child; (child = next_object(&left)).at; i++) {
            int leaf = !pre.at && equal(string(child, TEXT("kind")), TEXT("blob"));
            add(&request, i ? TEXT(",{") : TEXT("{"));
            add_run(&request, leaf ? visitor : TEXT("/cas/std/fold-wasm"), child_args[i]);
        }
        add(&request, TEXT("]}"));
        Text slots = after(must(text(&request)), TEXT("results"));
        Builder tree_of_results = {0};
        begin_tree(&tree_of_results);
        for (Text left = children, child; (child = next_object(&left)).at;) {
            Text slot = next_object(&slots);
            Text name = string(child, TEXT("name"));
            Text error = string(slot, TEXT("error"));
            if (error.at) {
                Builder what = {0};
                add(&what, TEXT("folding "));
                add(&what, name);
                add(&what, TEXT(": "));
                fail(text(&what), error);
            }
            add_entry(&tree_of_results, name, string(slot, TEXT("kind")), string(slot, TEXT("hash")));
        }
        results = end_tree(&tree_of_results);
    }

    Text result = run(visitor, visit(in, results));
    Text error = error_of(result);
    if (error.at) fail(TEXT("post: "), error);
    out(string(result, TEXT("kind")), string(result, TEXT("hash")));
}
