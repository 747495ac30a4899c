package io.varve.hdr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PercentilePlotTest {

    private static final Path APPROVED = Path.of("src/test/resources/io/varve/hdr/percentile-plot.svg");
    private static final Path DRAWN = Path.of("target/percentile-plot.svg");

    @Test
    void shouldDrawTheApprovedPictureInAnyLocale() throws Exception {
        final Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            final String svg = new PercentilePlot("Two lines & a floor").add("one", times(50, 1_000_000))
                .add("another", times(300, 100_000)).reference("floor", times(40, 1_000_000))
                .caption("a machine, 2026-11-20").caption("a command").svg();
            Files.writeString(DRAWN, svg);
            assertEquals(Files.readString(APPROVED), svg, "look at " + DRAWN + ", and copy it if it is right");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void shouldBeXmlWhateverTheTextsHold() throws Exception {
        final String wild = "</text><script>\"&'\u0000\uD83D\uDE00]]>";
        final Document picture = parse(new PercentilePlot(wild).add(wild, times(1, 5)).reference(wild, times(0, 50))
            .caption(wild).svg());
        assertEquals(0, picture.getElementsByTagName("script").getLength());
        assertEquals("</text><script>\"&' \uD83D\uDE00]]>",
            picture.getElementsByTagName("title").item(0).getTextContent());
        assertEquals("svg", parse(new PercentilePlot("empty").svg()).getDocumentElement().getTagName());
    }

    @Test
    void shouldEndWhereTooFewSamplesLieAbove() {
        assertEquals(2, new PercentileCurve(times(50, 1_000)).lastNines());
        assertEquals(5, new PercentileCurve(times(50, 100_000_000)).lastNines());
        assertTrue(new PercentileCurve(times(50, 9)).isEmpty());
        final String few = new PercentilePlot("few").add("line", times(50, 1_000)).svg();
        assertTrue(few.contains(">99</text>"), few);
        assertFalse(few.contains(">99.9</text>"), few);
    }

    @Test
    void shouldRefuseMoreLinesThanItHasColors() {
        final PercentilePlot plot = new PercentilePlot("many");
        for (int i = 0; i < PlotStyle.COLORS; i++) {
            plot.add("line", times(50, 100));
        }
        assertThrows(IllegalStateException.class, () -> plot.add("line", times(50, 100)));
    }

    @Test
    void shouldKeepLabelsApartAndInOrder() {
        assertArrayEquals(new double[] {15, 0, 50},
            LabelColumn.spread(new double[] {12, 5, 50}, 15, 0, 100));
        assertArrayEquals(new double[] {100, 85, 70}, LabelColumn.spread(new double[] {102, 101, 90}, 15, 0, 100));
        assertArrayEquals(new double[] {0, 15}, LabelColumn.spread(new double[] {1, 2}, 15, 0, 10));
    }

    @Test
    void shouldGiveATimeItsUnit() {
        assertEquals("999 ns", TimeLabel.of(999));
        assertEquals("1 us", TimeLabel.of(1_000));
        assertEquals("1.5 us", TimeLabel.of(1_549));
        assertEquals("10 us", TimeLabel.of(9_960));
        assertEquals("1 ms", TimeLabel.of(999_600));
        assertEquals("3600 s", TimeLabel.of(LatencyHistogram.MAX_NS));
    }

    /** Most at one time, one of a hundred ten times that, one of ten thousand a thousand times. */
    private static LatencySummary times(final long ns, final int count) {
        final Histogram histogram = LatencyHistogram.create();
        histogram.recordValueWithCount(ns, count - count / 100 - count / 10_000);
        histogram.recordValueWithCount(10 * ns, count / 100);
        histogram.recordValueWithCount(1_000 * ns, count / 10_000);
        return LatencySummary.of(histogram);
    }

    private static Document parse(final String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
