package io.varve.settings;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers with a unit, as people write them: {@code 64k}, {@code 1g}, {@code 10ms}. */
final class Quantity {

    static final String SIZE_RULE = "a size in bytes, such as 4096, 64k, 128m or 1g";
    static final String DURATION_RULE = "a time with its unit, such as 500us, 10ms, 5s, 3min, 12h or 7d";
    static final String COUNT_RULE = "a whole number";

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*([a-z]*)");
    private static final List<String> SIZE_UNITS = List.of("", "k", "m", "g");
    private static final int UNIT_BITS = 10;

    private Quantity() {
    }

    /** Throws {@link IllegalArgumentException} with the rule. */
    static long bytes(final String text) {
        final Matcher form = match(text, SIZE_RULE);
        final int unit = SIZE_UNITS.indexOf(form.group(2));
        if (unit < 0) {
            throw new IllegalArgumentException(SIZE_RULE);
        }
        return multiply(form, 1L << unit * UNIT_BITS, SIZE_RULE);
    }

    /** Throws {@link IllegalArgumentException} with the rule. */
    static long ns(final String text) {
        final Matcher form = match(text, DURATION_RULE);
        final TimeUnit unit = switch (form.group(2)) {
            case "ns" -> TimeUnit.NANOSECONDS;
            case "us" -> TimeUnit.MICROSECONDS;
            case "ms" -> TimeUnit.MILLISECONDS;
            case "s" -> TimeUnit.SECONDS;
            case "min" -> TimeUnit.MINUTES;
            case "h" -> TimeUnit.HOURS;
            case "d" -> TimeUnit.DAYS;
            default -> throw new IllegalArgumentException(DURATION_RULE);
        };
        return multiply(form, unit.toNanos(1), DURATION_RULE);
    }

    /** Throws {@link IllegalArgumentException} with the rule. */
    static long count(final String text) {
        final Matcher form = match(text, COUNT_RULE);
        if (!form.group(2).isEmpty()) {
            throw new IllegalArgumentException(COUNT_RULE);
        }
        return multiply(form, 1, COUNT_RULE);
    }

    /** The shortest way to write a size that {@link #bytes} reads. */
    static String ofBytes(final long bytes) {
        int unit = 0;
        while (bytes != 0 && unit < SIZE_UNITS.size() - 1 && (bytes & (1L << (unit + 1) * UNIT_BITS) - 1) == 0) {
            unit++;
        }
        return (bytes >> unit * UNIT_BITS) + SIZE_UNITS.get(unit);
    }

    private static Matcher match(final String text, final String rule) {
        final Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException(rule);
        }
        return form;
    }

    private static long multiply(final Matcher form, final long factor, final String rule) {
        try {
            return Math.multiplyExact(Long.parseLong(form.group(1)), factor);
        } catch (final ArithmeticException ex) {
            throw new IllegalArgumentException(rule + ", at most " + Long.MAX_VALUE / factor + form.group(2), ex);
        }
    }
}
