package dev.weft.syntax;

/** When a data or element segment is put to use. */
public sealed interface SegmentMode {

    /** Only by an instruction. */
    record Passive() implements SegmentMode {
    }

    /** At instantiation: written into a memory or table at an offset. */
    record Active(int index, Expr offset) implements SegmentMode {
    }

    /** Never: it only declares that its functions may be referred to. */
    record Declarative() implements SegmentMode {
    }

    SegmentMode PASSIVE = new Passive();
    SegmentMode DECLARATIVE = new Declarative();
}
