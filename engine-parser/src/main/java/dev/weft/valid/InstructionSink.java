package dev.weft.valid;

import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import java.util.List;

/**
 * Receives a validated function body, one call per <em>reachable</em> instruction, everything resolved.
 *
 * <p>The pre-decoder and the compiler are sinks. Code that cannot be reached (behind a branch, or in a block whose
 * start cannot be reached) is validated but never told; {@code nop} isn't either. All types are closed. A sink keeps
 * its own picture of the operand stack: each call's operands and results are those the specification gives the
 * instruction, and after {@link #else_}, {@link #catch_}, {@link #catchAll} and {@link #end} the stack is what the
 * label says: {@code height} operands and the parameters (else), the tag's values (catch) or the results (end).
 *
 * <p>A call to a sink never changes the verdict on the module, and sinks are called only while a body is known to be
 * valid so far; a function that turns out invalid later has been partly told.
 */
public interface InstructionSink {

    /**
     * The body begins.
     *
     * @param body   the label of the whole body, whose results are the function's
     * @param locals types of all locals, parameters first
     */
    void enter(Label body, ValType[] locals);

    /** The next call is about the instruction {@code op}, found at {@code offset} in the binary. */
    void at(Opcode op, int offset);

    /** An instruction without immediates whose effect is in its row, or one of ref.is_null, ref.eq, array.len etc. */
    void plain(Opcode op);

    /** A constant, as raw bits; {@code high} is used by v128 only. */
    void constant(Opcode op, long low, long high);

    /** local.get, local.set, local.tee. */
    void local(Opcode op, int localIdx);

    /** global.get, global.set. */
    void global(Opcode op, int globalIdx, ValType type);

    /** Every access with a memarg: loads, stores, lanes (lane is -1 elsewhere), atomics, wait and notify. */
    void access(Opcode op, int memIdx, long offset, int lane);

    /** extract_lane and replace_lane. */
    void lane(Opcode op, int lane);

    /** i8x16.shuffle, its sixteen lane indices as two little-endian halves. */
    void shuffle(long low, long high);

    /** memory.size, grow, fill (x), copy (x to, y from), init (x data, y memory), data.drop (x). */
    void memory(Opcode op, int x, int y);

    /** table.get, set, size, grow, fill (x), copy (x to, y from), init (x element segment, y table), elem.drop (x). */
    void table(Opcode op, int x, int y);

    /** unreachable; what follows is dead. */
    void unreachable();

    /** A block begins; its parameters lie on top of the stack. */
    void block(Label label);

    /** A loop begins; its parameters lie on top of the stack. */
    void loop(Label label);

    /** An if begins: the condition is popped, below it lie the parameters. */
    void if_(Label label);

    /** The else arm begins; {@code reachable} says whether the end of the first arm is. */
    void else_(Label label, boolean reachable);

    /** The block, or the whole body, ends; {@code reachable} says whether execution falls through to its end. */
    void end(Label label, boolean reachable);

    /** br; what follows is dead. */
    void br(Label target);

    /** br_if: the condition lies on top of the branch's values. */
    void brIf(Label target);

    /** br_table; the last target is the default one. What follows is dead. */
    void brTable(Label[] targets);

    /** br_on_null and br_on_non_null; {@code type} is that of the operand. */
    void brOnNull(Opcode op, Label target, RefType type);

    /** br_on_cast and br_on_cast_fail. */
    void brOnCast(Opcode op, Label target, RefType from, RefType to);

    /** return; what follows is dead. */
    void return_();

    /** call and return_call (what follows that is dead). */
    void call(Opcode op, int funcIdx, FuncType type);

    /** call_indirect and return_call_indirect; the operand on top is the table index. */
    void callIndirect(Opcode op, int tableIdx, DefType type);

    /** call_ref and return_call_ref; the operand on top is the function. */
    void callRef(Opcode op, DefType type);

    /** drop of a value of this type. */
    void drop(ValType type);

    /** select, with or without its type written. */
    void select(ValType type);

    /** ref.null. */
    void refNull(HeapType type);

    /** ref.func. */
    void refFunc(int funcIdx);

    /** ref.test and ref.cast. */
    void refTest(Opcode op, RefType type);

    /** struct.new, new_default, get, set; {@code fieldIdx} is -1 for the first two. */
    void struct(Opcode op, DefType type, int fieldIdx);

    /**
     * Instructions on arrays but for array.len; {@code y} is the number of elements (new_fixed), the data or element
     * segment (new_data, new_elem, init_data, init_elem), else 0; {@code from} is the source type of array.copy.
     */
    void array(Opcode op, DefType type, int y, DefType from);

    /** throw; what follows is dead. */
    void throw_(int tagIdx, FuncType type);

    /** throw_ref; what follows is dead. */
    void throwRef();

    /** A try_table begins: like a block, guarded by its clauses in order. */
    void tryTable(Label label, List<CatchClause> clauses);

    /** A legacy try begins: like a block, guarded by the catches or the delegate that follow. */
    void try_(Label label);

    /** A legacy catch begins, the tag's values on the stack; {@code reachable} as for else. */
    void catch_(Label label, int tagIdx, FuncType type, boolean reachable);

    /** A legacy catch_all begins; {@code reachable} as for else. */
    void catchAll(Label label, boolean reachable);

    /** A legacy delegate ends its try: exceptions go on as if thrown inside {@code target} (a try, or any block). */
    void delegate(Label label, Label target, boolean reachable);

    /** A legacy rethrow of what the catch of {@code target} caught; what follows is dead. */
    void rethrow(Label target);
}
