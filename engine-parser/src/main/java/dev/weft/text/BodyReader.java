package dev.weft.text;

import dev.weft.binary.BinaryWriter;
import dev.weft.syntax.Opcode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads instructions, folded or flat, and writes them in the order they execute.
 *
 * <p>Nesting lives on a stack of frames of its own, so that text may be nested as deeply as memory allows. A frame
 * is a block in flat form, or an open parenthesis; of a folded plain instruction the frame keeps the bytes until
 * its operands have been written.
 */
final class BodyReader {

    /** What an open block or parenthesis waits for. */
    private enum State {
        BODY, FLAT, FOLDED, BLOCK, CONDITION, THEN, AFTER_THEN, ELSE, AFTER_ELSE, BEFORE_DO, DO, HANDLERS, CATCH,
        CATCH_ALL, LAST_HANDLER
    }

    private static final class Frame {
        State state;
        final Opcode op;
        final String label;
        final byte[] pending;
        final byte[] hint;
        Opcode arm;

        Frame(State state, Opcode op, String label, byte[] pending, byte[] hint) {
            this.state = state;
            this.op = op;
            this.label = label;
            this.pending = pending;
            this.hint = hint;
        }
    }

    /** A branch hint: where its instruction lies in the function, and its value. */
    record Hint(int offset, byte[] value) {
    }

    private final TokenCursor in;
    private final AnnotationClaims claims;
    private final BinaryWriter out;
    private final ImmediateReader immediates;
    private final List<String> labels = new ArrayList<>();
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private final List<String> labelNames = new ArrayList<>();
    private final List<Hint> hints = new ArrayList<>();
    private final boolean function;

    BodyReader(TokenCursor in, ModuleScope scope, TypeReader types, AnnotationClaims claims, IndexSpace locals,
            boolean function, BinaryWriter out) {
        this.in = in;
        this.claims = claims;
        this.out = out;
        this.function = function;
        this.immediates = new ImmediateReader(in, scope, types, locals, labels);
    }

    /** The names of the body's labels in the order of their blocks; null where there is none. */
    List<String> labelNames() {
        return labelNames;
    }

    /** The branch hints of the body. */
    List<Hint> hints() {
        return hints;
    }

    /** Reads instructions up to a closing parenthesis, which stays, and writes them and the final {@code end}. */
    void body() {
        if (function) {
            labels.add(null);
        }
        frames.push(new Frame(State.BODY, null, null, null, null));
        while (!frames.isEmpty()) {
            step();
        }
        out.opcode(Opcode.END);
    }

    /** Reads one folded instruction and writes it and the final {@code end}. */
    void foldedExpr() {
        if (!in.at(TokenKind.LPAR)) {
            throw in.unexpected();
        }
        folded(new Frame(State.BODY, null, null, null, null));
        while (!frames.isEmpty()) {
            step();
        }
        out.opcode(Opcode.END);
    }

    private void step() {
        Frame frame = frames.peek();
        switch (in.kind()) {
            case LPAR -> folded(frame);
            case RPAR -> close(frame);
            case KEYWORD -> {
                if (!allowsFlat(frame.state)) {
                    throw in.unexpected();
                }
                flat(frame);
            }
            default -> throw in.unexpected();
        }
    }

    private static boolean allowsFlat(State state) {
        return switch (state) {
            case BODY, FLAT, BLOCK, THEN, ELSE, DO, CATCH, CATCH_ALL -> true;
            case FOLDED, CONDITION, AFTER_THEN, AFTER_ELSE, BEFORE_DO, HANDLERS, LAST_HANDLER -> false;
        };
    }

    private void pushLabel(String label) {
        labels.add(label);
        labelNames.add(label);
    }

    private void popLabel() {
        labels.removeLast();
    }

    private void emit(byte[] bytes, byte[] hint) {
        if (hint != null) {
            hints.add(new Hint(out.size(), hint));
        }
        out.bytes(bytes);
    }

    private byte[] hint() {
        List<Annotation> found = claims.claim(in, Annotation.BRANCH_HINT);
        if (found.isEmpty()) {
            return null;
        }
        String name = "@" + Annotation.BRANCH_HINT + " annotation: ";
        if (!function) {
            throw claims.error(found.getFirst(), name + "not in a function");
        }
        if (found.size() > 1) {
            throw claims.error(found.get(1), name + "duplicate annotation");
        }
        TokenCursor contents = AnnotationClaims.contents(found.getFirst());
        if (!contents.at(TokenKind.STRING) || contents.kind(1) != TokenKind.EOF) {
            throw claims.error(found.getFirst(), name + "unexpected token");
        }
        byte[] value = contents.string();
        if (value.length != 1 || value[0] < 0 || value[0] > 1) {
            throw claims.error(found.getFirst(), name + "invalid value");
        }
        return value;
    }

    private Opcode opcode() {
        if (!in.at(TokenKind.KEYWORD)) {
            throw in.unexpected();
        }
        Opcode op = Mnemonics.opcode(in.tokens().text(in.position()));
        if (op == null) {
            throw in.unexpected();
        }
        return op;
    }

    private void folded(Frame frame) {
        switch (frame.state) {
            case CONDITION -> {
                if (in.enter("then")) {
                    emit(frame.pending, frame.hint);
                    pushLabel(frame.label);
                    frame.state = State.THEN;
                    return;
                }
            }
            case AFTER_THEN -> {
                expectList("else");
                out.opcode(Opcode.ELSE);
                frame.state = State.ELSE;
                return;
            }
            case BEFORE_DO -> {
                expectList("do");
                emit(frame.pending, null);
                pushLabel(frame.label);
                frame.state = State.DO;
                return;
            }
            case HANDLERS -> {
                handler(frame);
                return;
            }
            case AFTER_ELSE, LAST_HANDLER -> throw in.unexpected();
            case BODY, FLAT, FOLDED, BLOCK, THEN, ELSE, DO, CATCH, CATCH_ALL -> { }
        }
        byte[] hint = hint();
        in.advance();
        Opcode op = opcode();
        in.advance();
        switch (op) {
            case BLOCK, LOOP, TRY_TABLE -> {
                String label = in.optionalId();
                emit(blockStart(op), hint);
                pushLabel(label);
                frames.push(new Frame(State.BLOCK, op, label, null, null));
            }
            case IF -> {
                String label = in.optionalId();
                frames.push(new Frame(State.CONDITION, op, label, blockStart(op), hint));
            }
            case TRY -> {
                String label = in.optionalId();
                frames.push(new Frame(State.BEFORE_DO, op, label, blockStart(op), hint));
            }
            case END, ELSE, CATCH, CATCH_ALL, DELEGATE -> {
                in.moveTo(in.position() - 1);
                throw in.unexpected();
            }
            default -> {
                BinaryWriter pending = new BinaryWriter(8);
                immediates.instruction(op, pending);
                frames.push(new Frame(State.FOLDED, op, null, pending.toByteArray(), hint));
            }
        }
    }

    private void expectList(String keyword) {
        if (!in.enter(keyword)) {
            in.advance();
            throw in.unexpected();
        }
    }

    private byte[] blockStart(Opcode op) {
        BinaryWriter start = new BinaryWriter(8);
        start.opcode(op);
        immediates.blockType(start);
        if (op == Opcode.TRY_TABLE) {
            immediates.catches(start);
        }
        return start.toByteArray();
    }

    private void handler(Frame frame) {
        if (in.enter("catch")) {
            catch_(frame);
            frame.state = State.CATCH;
            frame.arm = Opcode.CATCH;
        } else if (in.enter("catch_all")) {
            out.opcode(Opcode.CATCH_ALL);
            frame.state = State.CATCH_ALL;
            frame.arm = Opcode.CATCH_ALL;
        } else if (in.atList("delegate") && frame.arm == null) {
            in.enter("delegate");
            popLabel();
            out.opcode(Opcode.DELEGATE);
            out.u32(immediates.label());
            in.close();
            frame.arm = Opcode.DELEGATE;
            frame.state = State.LAST_HANDLER;
        } else {
            in.advance();
            throw in.unexpected();
        }
    }

    private void catch_(Frame frame) {
        immediates.instruction(Opcode.CATCH, out);
        frame.arm = Opcode.CATCH;
    }

    private void close(Frame frame) {
        switch (frame.state) {
            case BODY -> {
                frames.pop();
                return;
            }
            case FLAT, CONDITION, BEFORE_DO -> throw in.unexpected();
            case FOLDED -> {
                emit(frame.pending, frame.hint);
                frames.pop();
            }
            case BLOCK, AFTER_THEN, AFTER_ELSE, HANDLERS -> end();
            case THEN -> frame.state = State.AFTER_THEN;
            case ELSE -> frame.state = State.AFTER_ELSE;
            case DO, CATCH -> frame.state = State.HANDLERS;
            case CATCH_ALL -> frame.state = State.LAST_HANDLER;
            case LAST_HANDLER -> {
                if (frame.arm == Opcode.DELEGATE) {
                    frames.pop();
                } else {
                    end();
                }
            }
        }
        in.close();
    }

    private void end() {
        out.opcode(Opcode.END);
        popLabel();
        frames.pop();
    }

    private void flat(Frame frame) {
        byte[] hint = hint();
        Opcode op = opcode();
        switch (op) {
            case BLOCK, LOOP, TRY_TABLE, IF, TRY -> {
                in.advance();
                String label = in.optionalId();
                emit(blockStart(op), hint);
                pushLabel(label);
                frames.push(new Frame(State.FLAT, op, label, null, null));
            }
            case END -> {
                checkFlat(frame, true);
                in.advance();
                closingLabel(frame);
                end();
            }
            case ELSE -> {
                checkFlat(frame, frame.op == Opcode.IF && frame.arm == null);
                in.advance();
                closingLabel(frame);
                frame.arm = op;
                out.opcode(op);
            }
            case CATCH -> {
                checkFlat(frame, frame.op == Opcode.TRY && frame.arm != Opcode.CATCH_ALL);
                in.advance();
                catch_(frame);
            }
            case CATCH_ALL -> {
                checkFlat(frame, frame.op == Opcode.TRY && frame.arm != Opcode.CATCH_ALL);
                in.advance();
                frame.arm = op;
                out.opcode(op);
            }
            case DELEGATE -> {
                checkFlat(frame, frame.op == Opcode.TRY && frame.arm == null);
                in.advance();
                popLabel();
                out.opcode(op);
                out.u32(immediates.label());
                frames.pop();
            }
            default -> {
                in.advance();
                if (hint != null) {
                    emit(new byte[0], hint);
                }
                immediates.instruction(op, out);
            }
        }
    }

    private void checkFlat(Frame frame, boolean fits) {
        if (frame.state != State.FLAT || !fits) {
            throw in.unexpected();
        }
    }

    private void closingLabel(Frame frame) {
        int at = in.position();
        String id = in.optionalId();
        if (id != null && !id.equals(frame.label)) {
            throw in.tokens().error(at, "mismatching label $" + id);
        }
    }
}
