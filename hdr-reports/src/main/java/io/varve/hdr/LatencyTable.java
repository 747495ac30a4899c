package io.varve.hdr;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A table of latencies as plain text, one row for each set of times, in microseconds. No line is longer than
 * {@value #WIDTH} columns, and the columns of a line are separated by spaces, so that a program can split them. A
 * percentile that too few samples speak for is a {@code -}.
 *
 * <p>Used by one thread at a time.
 */
public final class LatencyTable {

    /** How long a line may be. */
    public static final int WIDTH = 79;

    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    private static final String[] HEADINGS = {"p50", "p90", "p99", "p99.9", "p99.99"};
    private static final int LABEL_WIDTH = 15;
    private static final int VALUE_WIDTH = 9;
    private static final int MAX_WIDTH = 10;
    private static final int COUNT_WIDTH = 9;
    /** From here on a number of microseconds is too long for its column and is given in seconds. */
    private static final double LONG_US = 1e8;
    private static final long LARGE_COUNT = 100_000_000;

    private final List<String> lines = new ArrayList<>();

    /** Makes a table that holds its heading only. */
    public LatencyTable() {
        final StringBuilder line = new StringBuilder(left("latency, us"));
        for (final String heading : HEADINGS) {
            line.append(right(heading, VALUE_WIDTH));
        }
        lines.add(line.append(right("max", MAX_WIDTH)).append(right("samples", COUNT_WIDTH)).toString());
    }

    /**
     * Add a row.
     *
     * @param label   of the row; what is longer than its column is cut.
     * @param summary of the times.
     * @return this.
     */
    public LatencyTable add(final String label, final LatencySummary summary) {
        final StringBuilder line = new StringBuilder(left(label));
        for (final double percentile : PERCENTILES) {
            line.append(right(cell(summary.percentile(percentile)), VALUE_WIDTH));
        }
        line.append(right(cell(summary.max()), MAX_WIDTH));
        lines.add(line.append(right(count(summary.count()), COUNT_WIDTH)).toString());
        return this;
    }

    /**
     * The table.
     *
     * @return its lines, the heading first.
     */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    private static String cell(final OptionalLong ns) {
        return ns.isPresent() ? microseconds(ns.getAsLong()) : "-";
    }

    /**
     * A time as the table gives it, with as many digits as it deserves.
     *
     * @param ns the time.
     * @return microseconds, without the unit; from a hundred seconds on, seconds with their unit.
     */
    public static String microseconds(final long ns) {
        final double us = ns / 1e3;
        if (us >= LONG_US) {
            return String.format(Locale.ROOT, "%.0fs", us / 1e6);
        }
        return String.format(Locale.ROOT, us < 10 ? "%.3f" : us < 1000 ? "%.1f" : "%.0f", us);
    }

    private static String count(final long count) {
        return count < LARGE_COUNT ? Long.toString(count) : count / 1_000_000 + "M";
    }

    private static String left(final String text) {
        final String cut = text.length() > LABEL_WIDTH ? text.substring(0, LABEL_WIDTH) : text;
        return cut + " ".repeat(LABEL_WIDTH - cut.length());
    }

    private static String right(final String text, final int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }
}
