package dev.weft.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ResultTest {
    /** A result in which Weft takes so many milliseconds, round by round, and V8 always two. */
    private static Result result(double noise, double... weft) {
        double[] v8 = new double[weft.length];
        java.util.Arrays.fill(v8, 2e6);
        double[] nanos = java.util.Arrays.stream(weft).map(ms -> ms * 1e6).toArray();
        Map<String, Result.Side> sides = new TreeMap<>(Map.of("weft", side(nanos), "v8", side(v8)));
        return new Result(new TreeMap<>(Map.of("date", "2026-11-25", "commit", "abc", "cores", "2", "processor",
                "Some(R) CPU @ 2 GHz")), noise, "v8", new TreeMap<>(Map.of("weft", "1", "v8", "14 <new>")),
                List.of("native: no compiler"), List.of(new Result.Row("tak", "own", sides)),
                List.of(new Result.Figure("CallBenchmark.call tier=jit", "ns/op", 5, 4, 6)));
    }

    private static Result.Side side(double[] nanos) {
        return new Result.Side(nanos, nanos, nanos, new double[] {50_000, 51_000}, new double[] {1e8, 5e6, 2e8, 4e6});
    }

    @Test
    void json_writtenAndRead_isTheSame() {
        Result result = result(0.01, 3, 4, 5);
        Result again = Result.parse(result.json());
        assertEquals(result.json(), again.json());
        assertArrayEquals(new double[] {2}, again.ratios("weft"), 1e-9);
        assertEquals("2026-11-25-abc-2xsome", again.name());
    }

    @Test
    void comparison_ofFarSlowerRounds_saysSlower() {
        Comparison comparison = Comparison.of(result(0.01, 3, 3.1, 3.2), result(0.01, 4, 4.1, 4.2));
        assertEquals(1, comparison.slower());
        assertTrue(comparison.text().startsWith("slower +32 %"), comparison.text());
    }

    @Test
    void comparison_ofFarFasterRounds_saysFaster() {
        Comparison comparison = Comparison.of(result(0.01, 4, 4.1, 4.2), result(0.01, 3, 3.1, 3.2));
        assertEquals(0, comparison.slower());
        assertTrue(comparison.text().startsWith("faster -24 %"), comparison.text());
    }

    @Test
    void comparison_ofRoundsThatOverlapOrDifferWithinTheNoise_saysNothing() {
        assertTrue(Comparison.of(result(0.01, 3, 3.1, 4.1), result(0.01, 4, 4.1, 4.2)).text().contains("2 figures"));
        assertEquals(0, Comparison.of(result(0.01, 3, 3.1, 4.1), result(0.01, 4, 4.1, 4.2)).slower());
        assertEquals(0, Comparison.of(result(0.01, 3, 3.1, 3.2), result(0.2, 4, 4.1, 4.2)).slower());
    }

    @Test
    void merged_withAnOlderResult_keepsWhatOnlyThatHas() {
        Result older = result(0.02, 3, 3, 3);
        Result newer = new Result(older.about(), 0.01, null, Map.of(), List.of(), List.of(),
                List.of(new Result.Figure("MemoryBenchmark.load tier=jit", "ns/op", 1, 1, 1)));
        Result merged = Output.merged(older, newer);
        assertEquals(2, merged.benchmarks().size());
        assertEquals(older.rows(), merged.rows());
        assertEquals("v8", merged.reference());
        assertEquals(older.missing(), merged.missing());
    }

    @Test
    void charts_ofAResult_areWellFormed() throws Exception {
        Map<String, String> charts = Charts.of(result(0.01, 3, 4, 5));
        assertEquals(List.of("ratios", "workloads", "cold-start", "memory", "warm-up-tak"),
                List.copyOf(charts.keySet()));
        for (String chart : charts.values()) {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(chart)));
            assertFalse(chart.contains("NaN") || chart.contains("Infinity"), chart);
        }
    }

    @Test
    void page_ofAResult_showsAllAndEscapes() {
        String page = Page.of(result(0.01, 3, 4, 5));
        assertTrue(page.contains("14 &lt;new&gt;") && page.contains("CallBenchmark.call tier=jit")
                && page.contains("native: no compiler"));
        assertFalse(page.contains("<new>") || page.contains("src=") || page.contains("href="));
    }

    @Test
    void tables_inMarkdown_haveARuleBelowTheHead() {
        List<String> lines = Tables.of(result(0.01, 3, 4, 5), true).lines().toList();
        assertTrue(lines.get(1).matches("[|-]+"), lines.get(1));
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("| weft | 1 | 2.00 (2.00–2.00)")), lines::toString);
    }
}
