package dev.weft.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScoreTest {
    private static final Workload WORKLOAD = Workload.own("tak");

    @Test
    void ratio_ofThreePairs_isTheMedianOfTheirRatios() {
        Score score = new Score(WORKLOAD,
                List.of(of("7", 8, 10, 90), of("7", 20, 22, 24), of("7", 10, 10, 10)),
                List.of(of("7", 20, 20, 20), of("7", 66, 66, 66), of("7", 80, 80, 80)));
        assertArrayEquals(new double[] {2, 3, 8}, score.ratios(), 1e-9);
        assertEquals(3, score.ratio(), 1e-9);
        assertEquals(3, score.cpuRatio(), 1e-9);
        assertEquals("7", score.check());
    }

    @Test
    void check_whenOneProcessYieldsAnotherResult_isNone() {
        assertNull(new Score(WORKLOAD, List.of(of("7", 1)), List.of(of("8", 1))).check());
    }

    @Test
    void measurement_writtenAndRead_isTheSame() {
        Measurement measurement = of("-7 exit 1", 5, 6);
        assertEquals(measurement.line(), Measurement.parse(measurement.line()).line());
        assertNull(Measurement.parse("WARNING: something else"));
    }

    @Test
    void geometricMean_ofTwoAndEight_isFour() {
        assertEquals(4, Statistics.geometricMean(2, 8), 1e-12);
    }

    @Test
    void quantile_betweenTwoValues_isInterpolated() {
        assertEquals(2.5, Statistics.median(4, 1, 2, 3), 1e-12);
        assertEquals(1.75, Statistics.quantile(0.25, 4, 1, 2, 3), 1e-12);
    }

    /** A measurement whose processor time is half of the time by the clock. */
    private static Measurement of(String check, long... wall) {
        return new Measurement("1", check, 1, wall, LongStream.of(wall).map(ns -> ns / 2).toArray(), 0,
                7, new long[] {7, 1});
    }
}
