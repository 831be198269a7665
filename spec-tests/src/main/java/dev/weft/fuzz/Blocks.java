package dev.weft.fuzz;

import dev.weft.binary.BinaryWriter;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.List;

/** Structured code: blocks, loops, branches, calls, exceptions. */
final class Blocks {
    private static final int HOTTEST = 40;

    private final Body body;
    private final Shape shape;
    private final Choices choices;
    private final BinaryWriter out;

    Blocks(Body body) {
        this.body = body;
        this.shape = body.shape;
        this.choices = body.choices;
        this.out = body.out;
    }

    // Blocks that yield something

    /** A block of some kind that leaves one value. */
    void value(ValType wanted) {
        any(List.of(), List.of(wanted));
    }

    /** A block of some kind whose parameters lie on the stack, and which leaves the results there. */
    void any(List<ValType> params, List<ValType> results) {
        int span = choices.open();
        switch (choices.weighted(4, 4, 3, shape.has(Facet.EXCEPTIONS) ? 2 : 0,
                shape.has(Facet.LEGACY_EXCEPTIONS) ? 2 : 0)) {
            case 1 -> branches(params, results);
            case 2 -> loop(params, results);
            case 3 -> tryTable(params, results);
            case 4 -> legacyTry(params, results);
            default -> {
                out.opcode(Opcode.BLOCK);
                body.blockType(params, results);
                inside(params, results, true);
                out.opcode(Opcode.END);
            }
        }
        choices.close(span);
    }

    /** What stands in a block, from its parameters to its results. */
    private void inside(List<ValType> params, List<ValType> results, boolean open) {
        body.enter(results, open);
        body.take(params);
        body.statements.some();
        body.values(results);
        body.leave();
    }

    private void branches(List<ValType> params, List<ValType> results) {
        boolean otherwise = !params.equals(results) || choices.oneIn(2);
        body.condition();
        out.opcode(Opcode.IF);
        body.blockType(params, results);
        inside(params, results, true);
        if (otherwise) {
            out.opcode(Opcode.ELSE);
            inside(params, results, true);
        }
        out.opcode(Opcode.END);
    }

    /** A loop; it counts down in a local, either where it begins, so that any branch may go there, or at its end. */
    void loop(List<ValType> params, List<ValType> results) {
        int most = Math.max(1, Math.min(20, HOTTEST / body.heat));
        int rounds = 1 + choices.below(most);
        int counter = body.newLocal(NumType.I32, false);
        int heat = body.heat;
        boolean atTop = choices.oneIn(2);
        if (heat == 1 && shape.has(Facet.HOT_LOOPS) && choices.oneIn(3)) {
            rounds = 2000;
        }
        body.heat = heat * rounds;
        body.take(params);
        body.i32(rounds);
        body.local(Opcode.LOCAL_SET, counter);
        if (atTop) {
            out.opcode(Opcode.BLOCK);
            body.blockType(List.of(), results);
            body.enter(results, true);
            List<ValType> carried = shape.values(2);
            body.values(carried);
            out.opcode(Opcode.LOOP);
            body.blockType(carried, results);
            body.enter(carried, true);
            body.take(carried);
            body.local(Opcode.LOCAL_GET, counter);
            out.opcode(Opcode.I32_EQZ);
            out.opcode(Opcode.IF);
            out.blockType(null);
            body.enter(List.of(), false);
            body.values(results);
            out.opcode(Opcode.BR);
            out.u32(2);
            body.leave();
            out.opcode(Opcode.END);
            countDown(counter);
            body.local(Opcode.LOCAL_SET, counter);
            body.statements.some();
            body.values(carried);
            if (choices.oneIn(2)) {
                body.condition();
                out.opcode(Opcode.BR_IF);
                out.u32(0);
                body.take(carried);
                body.values(results);
            } else {
                out.opcode(Opcode.BR);
                out.u32(0);
            }
            body.leave();
            out.opcode(Opcode.END);
        } else {
            out.opcode(Opcode.LOOP);
            body.blockType(List.of(), results);
            body.enter(List.of(), false);
            body.statements.some();
            countDown(counter);
            body.local(Opcode.LOCAL_TEE, counter);
            if (choices.oneIn(3)) {
                body.i32(0);
                out.opcode(choices.oneIn(2) ? Opcode.I32_NE : Opcode.I32_GT_S);
            }
            out.opcode(Opcode.BR_IF);
            out.u32(0);
            body.values(results);
        }
        body.leave();
        out.opcode(Opcode.END);
        body.heat = heat;
    }

    private void countDown(int counter) {
        body.local(Opcode.LOCAL_GET, counter);
        body.i32(1);
        out.opcode(Opcode.I32_SUB);
    }

    // Branches

    private List<Integer> targets() {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < body.labels.size(); i++) {
            if (body.labels.get(i).open()) {
                open.add(i);
            }
        }
        return open;
    }

    /** A conditional branch with the values its label takes, or a table of them. */
    void branchMaybe() {
        List<Integer> open = targets();
        int target = open.get(choices.below(open.size()));
        List<ValType> types = body.labels.get(target).types();
        if (choices.oneIn(3)) {
            // in a block of its own, because code behind a table cannot be reached
            out.opcode(Opcode.BLOCK);
            body.blockType(List.of(), types);
            body.enter(types, true);
            body.values(types);
            table(target);
            body.leave();
            out.opcode(Opcode.END);
        } else {
            body.values(types);
            body.condition();
            out.opcode(Opcode.BR_IF);
            out.u32(body.depthOf(target));
        }
        body.take(types);
    }

    /** A table of branches to labels that take the same as one of them; the values lie on the stack. */
    private void table(int like) {
        List<Integer> same = targets().stream()
                .filter(i -> body.labels.get(i).types().equals(body.labels.get(like).types())).toList();
        int count = choices.oneIn(8) ? choices.below(300) : choices.below(6);
        body.small(choices.oneIn(2) ? 4 : 8);
        out.opcode(Opcode.BR_TABLE);
        out.u32(count);
        for (int i = 0; i <= count; i++) {
            out.u32(body.depthOf(same.get(choices.below(same.size()))));
        }
    }

    /** A way out that is always taken: what comes behind cannot be reached. */
    void leave() {
        switch (choices.weighted(3, 3, 2, shape.tags.isEmpty() ? 0 : 3, shape.has(Facet.TAIL_CALLS) ? 4 : 0)) {
            case 1 -> {
                body.values(body.type.results());
                out.opcode(Opcode.RETURN);
            }
            case 2 -> {
                if (shape.has(Facet.TRAPS)) {
                    out.opcode(Opcode.UNREACHABLE);
                }
            }
            case 3 -> raise();
            case 4 -> tailCall();
            default -> {
                List<Integer> open = targets();
                int target = open.get(choices.below(open.size()));
                body.values(body.labels.get(target).types());
                out.opcode(Opcode.BR);
                out.u32(body.depthOf(target));
            }
        }
    }

    /** A switch: nested blocks, a table into them, and behind each the arm. */
    void choose(int arms, Runnable arm) {
        for (int i = 0; i <= arms; i++) {
            out.opcode(Opcode.BLOCK);
            out.blockType(null);
            body.enter(List.of(), i == 0);
        }
        body.small(Integer.highestOneBit(arms) * 2);
        out.opcode(Opcode.BR_TABLE);
        out.u32(arms);
        for (int i = 0; i <= arms; i++) {
            out.u32(choices.oneIn(10) ? choices.below(arms + 1) : i);
        }
        for (int i = 0; i < arms; i++) {
            body.leave();
            out.opcode(Opcode.END);
            arm.run();
            if (!choices.oneIn(5)) {
                out.opcode(Opcode.BR);
                out.u32(arms - i - 1);
            }
        }
        body.leave();
        out.opcode(Opcode.END);
    }

    // Calls

    /** A call that leaves one value of a type, if some function yields exactly that. */
    void callFor(ValType wanted) {
        List<Integer> fitting = new ArrayList<>();
        for (int i = 0; i < shape.functions.size(); i++) {
            List<ValType> results = shape.functions.get(i).type().results();
            if (results.size() == 1 && results.getFirst().matches(wanted)) {
                fitting.add(i);
            }
        }
        if (fitting.isEmpty() || !body.calls) {
            body.simple(wanted);
        } else {
            call(fitting.get(choices.below(fitting.size())), false);
        }
    }

    /** A call of any function, whose results are taken off the stack again. */
    void call() {
        if (!body.calls) {
            return;
        }
        int callee = choices.below(shape.functions.size());
        call(callee, false);
        body.take(shape.functions.get(callee).type().results());
    }

    private void tailCall() {
        List<Integer> fitting = new ArrayList<>();
        for (int i = 0; i < shape.functions.size(); i++) {
            if (FuncType.matches(shape.functions.get(i).type().results(), body.type.results())) {
                fitting.add(i);
            }
        }
        if (body.calls && !fitting.isEmpty()) {
            call(fitting.get(choices.below(fitting.size())), true);
        }
    }

    /** Calls a function directly, through a reference or through a table. */
    private void call(int callee, boolean tail) {
        Shape.Callee function = shape.functions.get(callee);
        body.values(function.type().params());
        int typeIdx = shape.typeIdx(function.defType());
        switch (choices.weighted(3, 2, shape.has(Facet.FUNCTION_REFERENCES) ? 2 : 0)) {
            case 1 -> {
                for (int i = 0; i < shape.tables.size(); i++) {
                    TableType table = shape.tables.get(i);
                    if (table.element().heap().matches(AbsHeapType.FUNC) && table.limits().min() > 0) {
                        indirect(callee, i, table);
                        out.opcode(tail ? Opcode.RETURN_CALL_INDIRECT : Opcode.CALL_INDIRECT);
                        out.u32(typeIdx);
                        out.u32(i);
                        return;
                    }
                }
                direct(callee, tail);
            }
            case 2 -> {
                if (choices.oneIn(3)) {
                    body.value(RefType.of(choices.oneIn(4), function.defType()));
                } else {
                    out.opcode(Opcode.REF_FUNC);
                    out.u32(callee);
                }
                out.opcode(tail ? Opcode.RETURN_CALL_REF : Opcode.CALL_REF);
                out.u32(typeIdx);
            }
            default -> direct(callee, tail);
        }
    }

    private void direct(int callee, boolean tail) {
        out.opcode(tail ? Opcode.RETURN_CALL : Opcode.CALL);
        out.u32(callee);
    }

    /** An index into a table, where mostly the function to be called was just put. */
    private void indirect(int callee, int tableIdx, TableType table) {
        int place = choices.below((int) table.limits().min());
        if (!choices.oneIn(8) && shape.functions.get(callee).defType().matches(table.element().heap())) {
            body.constant(table.addr(), place);
            out.opcode(Opcode.REF_FUNC);
            out.u32(callee);
            out.opcode(Opcode.TABLE_SET);
            out.u32(tableIdx);
        }
        if (choices.oneIn(8)) {
            body.place(table.addr(), (int) table.limits().min());
        } else {
            body.constant(table.addr(), place);
        }
    }

    // Exceptions

    /** Throws, or throws again. */
    private void raise() {
        if (shape.has(Facet.EXCEPTIONS) && choices.oneIn(4)) {
            body.value(RefType.EXNREF);
            out.opcode(Opcode.THROW_REF);
            return;
        }
        int tag = choices.below(shape.tags.size());
        body.values(shape.tags.get(tag).params());
        out.opcode(Opcode.THROW);
        out.u32(tag);
    }

    /** A block around a try_table that catches one tag, or all, and leaves the results on either way. */
    private void tryTable(List<ValType> params, List<ValType> results) {
        int tag = choices.below(shape.tags.size());
        boolean all = choices.oneIn(3);
        boolean withRef = choices.oneIn(2);
        List<ValType> caught = new ArrayList<>(all ? List.of() : shape.tags.get(tag).params());
        if (withRef) {
            caught.add(RefType.of(false, AbsHeapType.EXN));
        }
        body.take(params);
        out.opcode(Opcode.BLOCK);
        body.blockType(List.of(), results);
        body.enter(results, true);
        out.opcode(Opcode.BLOCK);
        body.blockType(List.of(), caught);
        body.enter(caught, false);
        out.opcode(Opcode.TRY_TABLE);
        body.blockType(List.of(), results);
        boolean second = choices.oneIn(3);
        out.u32(second ? 2 : 1);
        for (int i = 0; i < (second ? 2 : 1); i++) {
            out.u8((all ? 2 : 0) + (withRef ? 1 : 0));
            if (!all) {
                out.u32(tag);
            }
            out.u32(0);
        }
        body.enter(results, true);
        body.statements.some();
        if (choices.oneIn(2)) {
            body.statements.maybeLeave();
        }
        body.values(results);
        body.leave();
        out.opcode(Opcode.END);
        out.opcode(Opcode.BR);
        out.u32(1);
        body.leave();
        out.opcode(Opcode.END);
        body.take(caught);
        body.statements.some();
        body.values(results);
        body.leave();
        out.opcode(Opcode.END);
    }

    private void legacyTry(List<ValType> params, List<ValType> results) {
        out.opcode(Opcode.TRY);
        body.blockType(params, results);
        body.enter(results, true);
        body.take(params);
        body.statements.some();
        if (choices.oneIn(2)) {
            body.statements.maybeLeave();
        }
        body.values(results);
        if (choices.oneIn(4)) {
            body.leave();
            out.opcode(Opcode.DELEGATE);
            out.u32(choices.below(body.labels.size()));
            return;
        }
        int clauses = choices.below(3);
        for (int i = 0; i < clauses; i++) {
            int tag = choices.below(shape.tags.size());
            out.opcode(Opcode.CATCH);
            out.u32(tag);
            body.take(shape.tags.get(tag).params());
            handler(results);
        }
        if (clauses == 0 || choices.oneIn(2)) {
            out.opcode(Opcode.CATCH_ALL);
            handler(results);
        }
        body.leave();
        out.opcode(Opcode.END);
    }

    private void handler(List<ValType> results) {
        body.statements.some();
        if (choices.oneIn(4)) {
            body.condition();
            out.opcode(Opcode.IF);
            out.blockType(null);
            out.opcode(Opcode.RETHROW);
            out.u32(1);
            out.opcode(Opcode.END);
        }
        body.values(results);
    }
}
