package dev.weft.jit.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The Vector API as it is; loaded only where its module is. */
final class Incubating implements VectorApi {
    static final VectorApi API = new Incubating();

    private Incubating() {
    }

    @Override
    public Object vector(Lane lane, long low, long high) {
        LongVector bits = LongVector.broadcast(LongVector.SPECIES_128, low).withLane(1, high);
        return switch (lane) {
            case B -> bits.reinterpretAsBytes();
            case S -> bits.reinterpretAsShorts();
            case I -> bits.reinterpretAsInts();
            case L -> bits;
            case F -> bits.reinterpretAsFloats();
            case D -> bits.reinterpretAsDoubles();
        };
    }

    @Override
    public Object shuffle(Lane lane, int[] sources) {
        VectorSpecies<?> species = switch (lane) {
            case B -> ByteVector.SPECIES_128;
            case I -> IntVector.SPECIES_128;
            case L -> LongVector.SPECIES_128;
            default -> throw new IllegalArgumentException(lane.name());
        };
        return VectorShuffle.fromArray(species, sources, 0);
    }
}
