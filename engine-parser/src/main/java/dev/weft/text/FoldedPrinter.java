package dev.weft.text;

import dev.weft.binary.CodeReader;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Opcode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints a function body in folded form: operands inside the instruction they are for.
 *
 * <p>Instructions are folded in the order they stand in, so the text always assembles to the same instructions. A
 * sequence remembers how many of its last members yield exactly one value; an instruction takes as many of those as
 * it has operands.
 */
final class FoldedPrinter {
    private static final int WIDTH = 100;
    private static final int DEEPEST = 300;

    /** An instruction with what is folded into it; blocks have arms, which are sequences with a head of their own. */
    private static final class Node {
        final String head;
        String hint = "";
        final List<Node> parts = new ArrayList<>();
        int width;
        /** Whether it takes several lines in any case. */
        boolean tall;

        Node(String head) {
            this.head = head;
        }

        /** Finds out how long the instruction would be on one line, and whether it may be. */
        void measure() {
            width = head.length() + 2;
            for (Node part : parts) {
                part.measure();
                width += part.width + 1;
                tall |= part.tall;
            }
        }
    }

    /** An open block: its node, the sequence that is being filled, how many of its last members yield one value. */
    private static final class Frame {
        final Opcode op;
        final Node node;
        final FuncType type;
        Node sequence;
        int values;

        Frame(Opcode op, Node node, Node sequence, FuncType type) {
            this.op = op;
            this.node = node;
            this.sequence = sequence;
            this.type = type;
        }
    }

    private final TextWriter out;
    private final BodyPrinter instructions;
    private final Arity arity;
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();

    FoldedPrinter(TextWriter out, BodyPrinter instructions, Arity arity) {
        this.out = out;
        this.instructions = instructions;
        this.arity = arity;
    }

    /** Prints a body; false, and nothing is printed, if it is nested too deeply. */
    boolean body(CodeReader code, FuncType function) {
        Node body = new Node("");
        frames.push(new Frame(null, body, body, function));
        int depth = 0;
        while (code.hasNext()) {
            Opcode op = code.next();
            if (!code.hasNext()) {
                break;
            }
            next(code, op, function);
            depth = Math.max(depth, frames.size());
        }
        if (depth > DEEPEST || depth(body, 0) > DEEPEST) {
            return false;
        }
        body.measure();
        body.parts.forEach(part -> print(part, 2));
        return true;
    }

    private static int depth(Node node, int above) {
        int deepest = above;
        if (above <= DEEPEST) {
            for (Node part : node.parts) {
                deepest = Math.max(deepest, depth(part, above + 1));
            }
        }
        return deepest;
    }

    private void next(CodeReader code, Opcode op, FuncType function) {
        Frame frame = frames.peek();
        switch (op) {
            case BLOCK, LOOP, TRY_TABLE, IF, TRY -> open(code, op, frame);
            case END -> {
                instructions.closeLabel();
                close();
            }
            case DELEGATE -> {
                instructions.closeLabel();
                frame.node.parts.add(new Node(instructions.head(code, op)));
                close();
            }
            case ELSE, CATCH, CATCH_ALL -> {
                frame.sequence = new Node(instructions.head(code, op));
                frame.node.parts.add(frame.sequence);
                frame.values = 0;
            }
            default -> {
                Arity.Effect effect = arity.of(code, function);
                Node node = new Node(instructions.head(code, op));
                hint(node, code);
                take(frame, node, effect.operands());
                put(frame, node, effect.results());
            }
        }
    }

    private void hint(Node node, CodeReader code) {
        node.hint = instructions.hintText(code.offset());
        node.tall |= !node.hint.isEmpty();
    }

    /** Moves up to so many of the last values into a node. */
    private static void take(Frame frame, Node node, int operands) {
        List<Node> parts = frame.sequence.parts;
        int count = Math.min(operands, frame.values);
        List<Node> taken = parts.subList(parts.size() - count, parts.size());
        node.parts.addAll(taken);
        taken.clear();
        frame.values = operands > frame.values ? 0 : frame.values - count;
    }

    private static void put(Frame frame, Node node, int results) {
        frame.sequence.parts.add(node);
        frame.values = results == 1 ? frame.values + 1 : 0;
    }

    private void open(CodeReader code, Opcode op, Frame frame) {
        Node node = new Node(instructions.head(code, op));
        node.tall = true;
        hint(node, code);
        FuncType type = code.blockTypeIdx() >= 0 ? arity.funcType(code.blockTypeIdx())
                : new FuncType(List.of(), code.blockResult() == null ? List.of() : List.of(code.blockResult()));
        Node sequence = node;
        if (op == Opcode.IF) {
            take(frame, node, 1);
            sequence = new Node("then");
            node.parts.add(sequence);
        } else if (op == Opcode.TRY) {
            sequence = new Node("do");
            node.parts.add(sequence);
        }
        if (!type.params().isEmpty()) {
            frame.values = 0;
        }
        frames.push(new Frame(op, node, sequence, type));
    }

    private void close() {
        Frame closed = frames.pop();
        put(frames.peek(), closed.node, closed.type.results().size());
    }

    private void print(Node node, int indent) {
        out.line(indent);
        if (!node.tall && node.width + 2 * indent <= WIDTH) {
            inline(node);
            return;
        }
        out.put(node.hint).put("(").put(node.head);
        for (Node part : node.parts) {
            print(part, indent + 1);
        }
        out.put(")");
    }

    private void inline(Node node) {
        out.put("(").put(node.head);
        for (Node part : node.parts) {
            out.space();
            inline(part);
        }
        out.put(")");
    }
}
