package io.varve.hdr;

import java.util.Locale;

/** A time with its unit and two or three digits, as a reader of a picture wants it. */
final class TimeLabel {

    private static final String[] UNITS = {"ns", "us", "ms", "s"};
    private static final double STEP = 1_000;
    /** From here on, no digit behind the point. */
    private static final double PLAIN = 9.95;
    /** What would be rounded up to 1000 belongs to the next unit. */
    private static final double NEXT = 999.5;

    private TimeLabel() {
    }

    static String of(final long ns) {
        double value = ns;
        int unit = 0;
        while (value >= NEXT && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        final String digits = String.format(Locale.ROOT, value >= PLAIN ? "%.0f" : "%.1f", value);
        return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits) + " " + UNITS[unit];
    }
}
