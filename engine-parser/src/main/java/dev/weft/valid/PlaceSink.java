package dev.weft.valid;

import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import java.util.List;

/** A sink for those who only want to know which instructions there are, and where: all its other methods do nothing. */
public abstract class PlaceSink implements InstructionSink {

    protected PlaceSink() {
    }

    @Override
    public abstract void at(Opcode op, int offset);

    @Override
    public void enter(Label body, ValType[] locals) {
    }

    @Override
    public void plain(Opcode op) {
    }

    @Override
    public void constant(Opcode op, long low, long high) {
    }

    @Override
    public void local(Opcode op, int localIdx) {
    }

    @Override
    public void global(Opcode op, int globalIdx, ValType type) {
    }

    @Override
    public void access(Opcode op, int memIdx, long offset, int lane) {
    }

    @Override
    public void lane(Opcode op, int lane) {
    }

    @Override
    public void shuffle(long low, long high) {
    }

    @Override
    public void memory(Opcode op, int x, int y) {
    }

    @Override
    public void table(Opcode op, int x, int y) {
    }

    @Override
    public void unreachable() {
    }

    @Override
    public void block(Label label) {
    }

    @Override
    public void loop(Label label) {
    }

    @Override
    public void if_(Label label) {
    }

    @Override
    public void else_(Label label, boolean reachable) {
    }

    @Override
    public void end(Label label, boolean reachable) {
    }

    @Override
    public void br(Label target) {
    }

    @Override
    public void brIf(Label target) {
    }

    @Override
    public void brTable(Label[] targets) {
    }

    @Override
    public void brOnNull(Opcode op, Label target, RefType type) {
    }

    @Override
    public void brOnCast(Opcode op, Label target, RefType from, RefType to) {
    }

    @Override
    public void return_() {
    }

    @Override
    public void call(Opcode op, int funcIdx, FuncType type) {
    }

    @Override
    public void callIndirect(Opcode op, int tableIdx, DefType type) {
    }

    @Override
    public void callRef(Opcode op, DefType type) {
    }

    @Override
    public void drop(ValType type) {
    }

    @Override
    public void select(ValType type) {
    }

    @Override
    public void refNull(HeapType type) {
    }

    @Override
    public void refFunc(int funcIdx) {
    }

    @Override
    public void refTest(Opcode op, RefType type) {
    }

    @Override
    public void struct(Opcode op, DefType type, int fieldIdx) {
    }

    @Override
    public void array(Opcode op, DefType type, int y, DefType from) {
    }

    @Override
    public void throw_(int tagIdx, FuncType type) {
    }

    @Override
    public void throwRef() {
    }

    @Override
    public void tryTable(Label label, List<CatchClause> clauses) {
    }

    @Override
    public void try_(Label label) {
    }

    @Override
    public void catch_(Label label, int tagIdx, FuncType type, boolean reachable) {
    }

    @Override
    public void catchAll(Label label, boolean reachable) {
    }

    @Override
    public void delegate(Label label, Label target, boolean reachable) {
    }

    @Override
    public void rethrow(Label target) {
    }
}
