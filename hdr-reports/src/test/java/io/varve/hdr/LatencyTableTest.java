package io.varve.hdr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyTableTest {

    @Test
    void shouldNotPrintAPercentileWithoutSamples() {
        assertEquals(List.of("few", "-", "-", "-", "-", "-", "0.123", "19"), cells(row("few", 123, 19)));
        assertEquals(List.of("p50", "0.123", "-", "-", "-", "-", "0.123", "20"), cells(row("p50", 123, 20)));
        assertEquals("-", cells(row("just", 123, 999)).get(3));
        assertEquals("0.123", cells(row("just", 123, 1_000)).get(3));
        assertEquals("-", cells(row("just", 123, 9_999)).get(4));
        assertEquals("0.123", cells(row("just", 123, 10_000)).get(4));
        assertEquals("0.123", cells(row("just", 123, 100_000)).get(5));
        assertEquals(List.of("none", "-", "-", "-", "-", "-", "-", "0"), cells(row("none", 123, 0)));
    }

    @Test
    void shouldFitTheWidthAndKeepItsColumnsApart() {
        final Histogram histogram = LatencyHistogram.create();
        histogram.recordValueWithCount(LatencyHistogram.MAX_NS, 999_999_999_999L);
        final LatencyTable table = new LatencyTable()
            .add("a label that is much too long", LatencySummary.of(histogram))
            .add("append response", LatencySummary.of(filled(99_999_999_000L, 99_999_999)));
        for (final String line : table.lines()) {
            assertTrue(line.length() <= LatencyTable.WIDTH, line);
        }
        assertTrue(table.lines().get(1).startsWith("a label that is "), table.lines().get(1));
        assertEquals(2 + 7, table.lines().get(2).split(" +").length, table.lines().get(2));
    }

    @Test
    void shouldGiveAsManyDigitsAsATimeDeserves() {
        assertEquals("0.007", LatencyTable.microseconds(7));
        assertEquals("9.876", LatencyTable.microseconds(9_876));
        assertEquals("98.8", LatencyTable.microseconds(98_765));
        assertEquals("98765", LatencyTable.microseconds(98_765_432));
        assertEquals("3600s", LatencyTable.microseconds(LatencyHistogram.MAX_NS));
    }

    private static String row(final String label, final long ns, final int count) {
        return new LatencyTable().add(label, LatencySummary.of(filled(ns, count))).lines().get(1);
    }

    private static Histogram filled(final long ns, final long count) {
        final Histogram histogram = LatencyHistogram.create();
        if (count > 0) {
            histogram.recordValueWithCount(ns, count);
        }
        return histogram;
    }

    private static List<String> cells(final String line) {
        return List.of(line.split(" +"));
    }
}
