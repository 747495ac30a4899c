package io.varve.perf.bench;

import java.util.Locale;

/**
 * One line of a benchmark's table.
 *
 * @param what    was measured, and against what.
 * @param result  of Varve.
 * @param against the floor or the peer, or what else the result is held against.
 * @param ratio   of both.
 * @param goal    that was set.
 * @param verdict whether it was reached; empty when the line has no goal.
 */
record Row(String what, String result, String against, String ratio, String goal, String verdict) {

    private static final String NONE = "-";

    static Row of(final String what, final String result, final String against, final double ratio, final String goal,
        final boolean reached) {
        return new Row(what, result, against, ratio(ratio), goal, verdict(reached));
    }

    /** The same, with or without a goal. */
    static Row of(final String what, final String result, final String against, final double ratio, final Goal goal) {
        return goal.isNone() ? note(what, result, against, ratio)
            : of(what, result, against, ratio, goal.text(), goal.isReached(ratio));
    }

    static String verdict(final boolean reached) {
        return reached ? "reached" : "MISSED";
    }

    static Row absolute(final String what, final String result, final String goal, final boolean reached) {
        return new Row(what, result, NONE, NONE, goal, verdict(reached));
    }

    static Row note(final String what, final String result) {
        return new Row(what, result, NONE, NONE, NONE, "");
    }

    static Row note(final String what, final String result, final String against, final double ratio) {
        return new Row(what, result, against, ratio(ratio), NONE, "");
    }

    static Row noPeer(final String what, final String result, final String goal, final String why) {
        return new Row(what, result, "peer: " + why, NONE, goal, "");
    }

    static String ratio(final double ratio) {
        return Double.isNaN(ratio) ? NONE : String.format(Locale.ROOT, "%.2f", ratio);
    }

    /** A rate in millions a second. */
    static String millions(final double perSecond) {
        return String.format(Locale.ROOT, "%.2f M/s", perSecond / 1e6);
    }
}
