package io.varve.hdr;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A picture of latencies: a line for each set of times, the time over the percentile, both on logarithmic axes. Every
 * further nine of a percentile takes the same width, so that the rare times get the room that they deserve; the
 * percentile ends where fewer than {@value LatencySummary#MIN_SAMPLES_ABOVE} samples lie above it. Above the lines is
 * a small table of the same times.
 *
 * <p>The picture is an SVG file that needs nothing else, no script, no font, and follows the reader's choice of a light
 * or dark page. The same input gives the same bytes. It is meant to be shown 400 to 900 pixels wide.
 *
 * <p>For one thread.
 */
public final class PercentilePlot {

    private static final double WIDTH = 640;
    /** How much larger it is when the page does not say how wide it is to be. */
    private static final double SHOWN = 1.25;
    private static final double MARGIN = 16;
    private static final double TITLE_Y = 30;
    private static final double TABLE_Y = 56;
    private static final double ROW = 18;
    private static final double CELL = 84;
    private static final double SWATCH = 28;
    private static final double PLOT_LEFT = 70;
    private static final double PLOT_HEIGHT = 236;
    private static final double LABEL_GAP = 18;
    private static final double CHARACTER = 8.3;
    private static final double MAX_LABEL = 170;
    private static final double CAPTION_ROW = 15;
    /** From the base line of a text to the middle of its small letters. */
    private static final double HALF_LETTER = 4.5;
    private static final double[] CELL_PERCENTILES = {50, 99, 99.9, 99.99, 99.999};
    private static final String[] TICKS = {"0", "90", "99", "99.9", "99.99", "99.999"};
    private static final double MEDIAN_NINES = Math.log10(2);

    private final String title;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> captions = new ArrayList<>();
    private int colors;

    /** One set of times. The key ends the names of its CSS classes. */
    private record Line(String label, LatencySummary summary, PercentileCurve curve, String key) {
    }

    /**
     * Makes a picture without lines.
     *
     * @param title above it, up to about 60 characters.
     */
    public PercentilePlot(final String title) {
        this.title = title;
    }

    /**
     * Add a line; the first one is drawn above the others.
     *
     * @param label   of the line, up to about 20 characters: it also stands at the line's end.
     * @param summary of its times; with fewer than {@value LatencySummary#MIN_SAMPLES_ABOVE} there is a row in the
     *                table, but no line.
     * @return this.
     * @throws IllegalStateException when there is no color left.
     */
    public PercentilePlot add(final String label, final LatencySummary summary) {
        if (colors == PlotStyle.COLORS) {
            throw new IllegalStateException("a picture has " + PlotStyle.COLORS + " lines at most");
        }
        lines.add(new Line(label, summary, new PercentileCurve(summary), Integer.toString(colors++)));
        return this;
    }

    /**
     * Add a gray, dotted line for what the others are held against.
     *
     * @param label   of the line, see {@link #add(String, LatencySummary)}.
     * @param summary of its times.
     * @return this.
     */
    public PercentilePlot reference(final String label, final LatencySummary summary) {
        lines.add(new Line(label, summary, new PercentileCurve(summary), "r"));
        return this;
    }

    /**
     * Add a line of small print below the picture: where and how the times were measured.
     *
     * @param text up to about 105 characters.
     * @return this.
     */
    public PercentilePlot caption(final String text) {
        captions.add(text);
        return this;
    }

    /**
     * Draw.
     *
     * @return the text of an SVG file, to be stored as UTF-8.
     */
    public String svg() {
        final List<Line> drawn = lines.stream().filter(line -> !line.curve().isEmpty()).collect(Collectors.toList());
        final PlotFrame frame = frame(drawn);
        final double captionY = frame.bottom() + 56;
        final double height = captionY + CAPTION_ROW * captions.size();
        final SvgText svg = new SvgText();
        svg.append(String.format("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title desc\""
            + " width=\"%s\" height=\"%s\" viewBox=\"0 0 %s %s\">\n", SvgText.number(WIDTH * SHOWN),
            SvgText.number(height * SHOWN), SvgText.number(WIDTH), SvgText.number(height)));
        svg.text("title", title, "id", "title").text("desc", description(), "id", "desc");
        svg.append("<style>\n" + PlotStyle.CSS + "</style>\n");
        svg.element("rect", "class", "paper", "x", 0.5, "y", 0.5, "width", WIDTH - 1, "height", height - 1, "rx", 6);
        svg.text("text", title, "class", "title", "x", MARGIN, "y", TITLE_Y);
        table(svg);
        axes(svg, frame);
        curves(svg, frame, drawn);
        for (int i = 0; i < captions.size(); i++) {
            svg.text("text", captions.get(i), "class", "caption", "x", MARGIN, "y", captionY + CAPTION_ROW * i);
        }
        return svg.append("</svg>\n").toString();
    }

    private PlotFrame frame(final List<Line> drawn) {
        final long lowest = drawn.stream().mapToLong(line -> line.curve().lowest()).min().orElse(1);
        final long highest = drawn.stream().mapToLong(line -> line.curve().last()).max().orElse(1);
        final double nines = drawn.stream().mapToDouble(line -> line.curve().lastNines()).max().orElse(1);
        final int longest = lines.stream().mapToInt(line -> line.label().length()).max().orElse(0);
        final double top = TABLE_Y + ROW * (lines.size() + 1);
        final int low = PlotFrame.decadeBelow(lowest);
        return new PlotFrame(PLOT_LEFT, WIDTH - MARGIN - LABEL_GAP - Math.min(longest * CHARACTER, MAX_LABEL), top,
            top + PLOT_HEIGHT, Math.max(1, nines), low, Math.max(low + 1, PlotFrame.decadeAbove(highest)));
    }

    private void table(final SvgText svg) {
        for (int i = 0; i < CELL_PERCENTILES.length; i++) {
            svg.text("text", "p" + percentile(i), "class", "head right", "x", cellX(i), "y", TABLE_Y);
        }
        double y = TABLE_Y;
        for (final Line line : lines) {
            y += ROW;
            svg.element("path", "class", "swatch l" + line.key(), "d",
                "M" + SvgText.point(MARGIN, y - HALF_LETTER) + "h" + SvgText.number(SWATCH));
            svg.text("text", line.label(), "class", "cell", "x", MARGIN + SWATCH + 8, "y", y);
            for (int i = 0; i < CELL_PERCENTILES.length; i++) {
                svg.text("text", cell(line, i), "class", "cell right", "x", cellX(i), "y", y);
            }
        }
    }

    private static double cellX(final int index) {
        return WIDTH - MARGIN - (CELL_PERCENTILES.length - 1 - index) * CELL;
    }

    private static String percentile(final int index) {
        final double value = CELL_PERCENTILES[index];
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String cell(final Line line, final int index) {
        final OptionalLong ns = line.summary().percentile(CELL_PERCENTILES[index]);
        return ns.isPresent() ? TimeLabel.of(ns.getAsLong()) : "-";
    }

    private static void axes(final SvgText svg, final PlotFrame frame) {
        for (int decade = frame.lowDecade(); decade <= frame.highDecade(); decade++) {
            final long ns = (long) Math.pow(10, decade);
            svg.element("path", "class", decade == frame.lowDecade() ? "axis" : "grid", "d",
                "M" + SvgText.point(frame.left(), frame.y(ns)) + "H" + SvgText.number(frame.right()));
            svg.text("text", TimeLabel.of(ns), "class", "tick right", "x", frame.left() - 8, "y",
                frame.y(ns) + HALF_LETTER);
        }
        for (int nines = 0; nines < TICKS.length && nines <= frame.nines(); nines++) {
            tick(svg, frame, nines, TICKS[nines]);
        }
        tick(svg, frame, MEDIAN_NINES, "50");
        svg.text("text", "percentile", "class", "tick middle", "x", (frame.left() + frame.right()) / 2, "y",
            frame.bottom() + 34);
    }

    private static void tick(final SvgText svg, final PlotFrame frame, final double nines, final String label) {
        svg.element("path", "class", nines == 0 ? "axis" : "grid", "d",
            "M" + SvgText.point(frame.x(nines), frame.top()) + "V" + SvgText.number(frame.bottom() + 4));
        svg.text("text", label, "class", "tick middle", "x", frame.x(nines), "y", frame.bottom() + 18);
    }

    /** The last one first, so that the first one is on top. */
    private static void curves(final SvgText svg, final PlotFrame frame, final List<Line> drawn) {
        final double[] ends = drawn.stream().mapToDouble(line -> frame.y(line.curve().last())).toArray();
        final double[] labels = LabelColumn.spread(ends, ROW - 2, frame.top() + 4, frame.bottom() - 4);
        for (int i = drawn.size() - 1; i >= 0; i--) {
            final Line line = drawn.get(i);
            svg.element("path", "class", "curve l" + line.key(), "d", line.curve().path(frame));
            svg.element("path", "class", "l" + line.key() + " leader", "d",
                "M" + SvgText.point(frame.x(line.curve().lastNines()) + 2, ends[i])
                + "L" + SvgText.point(frame.right() + LABEL_GAP - 4, labels[i]));
            svg.text("text", line.label(), "class", "label t" + line.key(), "x", frame.right() + LABEL_GAP, "y",
                labels[i] + HALF_LETTER);
        }
    }

    /** For those who do not see the picture. */
    private String description() {
        final StringBuilder text = new StringBuilder("Time over percentile.");
        for (final Line line : lines) {
            text.append(' ').append(line.label()).append(':');
            for (int i = 0; i < CELL_PERCENTILES.length; i++) {
                text.append(i == 0 ? " p" : ", p").append(percentile(i)).append(' ').append(cell(line, i));
            }
            text.append('.');
        }
        return text.toString();
    }
}
