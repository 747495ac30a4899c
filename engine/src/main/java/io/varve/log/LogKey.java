package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.Durability;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * One setting that a file, the environment or a system property may give.
 *
 * @param name     of the key, with its prefix.
 * @param unit     of the value, as the documentation says it.
 * @param rule     that a value keeps, as a sentence says it after "must be".
 * @param standard the value that holds without the key, or words when it depends on another setting.
 * @param setter   reads a text and hands it to the builder; throws {@link IllegalArgumentException} with a rule.
 */
record LogKey(String name, String unit, String rule, String standard, BiConsumer<LogConfig.Builder, String> setter) {

    static final String PREFIX = "varve.log.";
    static final String ENVIRONMENT_PREFIX = "VARVE_LOG_";

    /** The table that docs/CONFIGURATION.md shows: a line for each key. */
    static final List<LogKey> ALL = List.of(
        size("segment.length", powerOfTwo(LogConfig.MIN_SEGMENT_LENGTH, LogConfig.MAX_SEGMENT_LENGTH), "128m",
            (builder, value) -> builder.segmentLength((int) value)),
        size("max.record.length", aQuarterOfASegment(), "a quarter of a segment",
            (builder, value) -> builder.maxRecordLength((int) value)),
        oneOf("durability", Durability.class, "interval", LogConfig.Builder::durability),
        duration("force.interval", moreThanZero(), "10ms", LogConfig.Builder::forceIntervalNs),
        size("force.interval.bytes", moreThanZero(), "16m", LogConfig.Builder::forceIntervalBytes),
        count("prepared.segments", between(1, LogConfig.MAX_PREPARED), "2",
            (builder, value) -> builder.preparedSegments((int) value)),
        size("touch.ahead.bytes", zeroOrMore(), "4m", LogConfig.Builder::touchAheadBytes),
        size("retention.max.bytes", zeroOrMore(), "0", (builder, value) -> builder.retention(
            new Retention(value, builder.retention().maxAgeNs(), builder.retention().maxRecords()))),
        duration("retention.max.age", zeroOrMore(), "0ns", (builder, value) -> builder.retention(
            new Retention(builder.retention().maxBytes(), value, builder.retention().maxRecords()))),
        count("retention.max.records", zeroOrMore(), "0", (builder, value) -> builder.retention(
            new Retention(builder.retention().maxBytes(), builder.retention().maxAgeNs(), value))),
        directories("cursor.directories", "no directory", LogConfig.Builder::cursorDirectories),
        trueOrFalse("verify.all", "false", LogConfig.Builder::verifyAll),
        duration("roll.interval", zeroOrMore(), "0ns", LogConfig.Builder::rollIntervalNs),
        duration("slow.force", moreThanZero(), "100ms", LogConfig.Builder::slowForceNs),
        duration("slow.cycle", moreThanZero(), "100ms", LogConfig.Builder::slowCycleNs),
        duration("slow.segment.wait", moreThanZero(), "1ms", LogConfig.Builder::slowSegmentWaitNs),
        trueOrFalse("allow.unsafe.file.system", "false", LogConfig.Builder::allowUnsafeFileSystem));

    /** The name in the environment. */
    String variable() {
        return name.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** Hands a value to the builder, or says what is wrong with it. */
    void set(final LogConfig.Builder builder, final String value, final String source) {
        try {
            setter.accept(builder, value);
        } catch (final IllegalArgumentException ex) {
            throw new ConfigurationException(
                name + " is \"" + value + "\" in " + source + "; it must be " + ex.getMessage(), ex);
        }
    }

    @FunctionalInterface
    private interface LongSetter {

        void set(LogConfig.Builder builder, long value);
    }

    private record LongRule(String text, LongPredicate test) {
    }

    private static LogKey size(final String name, final LongRule rule, final String standard, final LongSetter setter) {
        return number(name, "bytes, or with k, m or g", rule, standard, Quantity::bytes, setter);
    }

    private static LogKey duration(final String name, final LongRule rule, final String standard,
        final LongSetter setter) {
        return number(name, "ns, us, ms, s, min, h or d", rule, standard, Quantity::ns, setter);
    }

    private static LogKey count(final String name, final LongRule rule, final String standard,
        final LongSetter setter) {
        return number(name, "a number", rule, standard, Quantity::count, setter);
    }

    private static LogKey number(final String name, final String unit, final LongRule rule, final String standard,
        final ToLongFunction<String> reader, final LongSetter setter) {
        return new LogKey(PREFIX + name, unit, rule.text(), standard, (builder, text) -> {
            final long value = reader.applyAsLong(text);
            if (!rule.test().test(value)) {
                throw new IllegalArgumentException(rule.text());
            }
            setter.set(builder, value);
        });
    }

    private static <E extends Enum<E>> LogKey oneOf(final String name, final Class<E> type, final String standard,
        final BiConsumer<LogConfig.Builder, E> setter) {
        final String rule = "one of " + Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
        return new LogKey(PREFIX + name, "a word", rule, standard, (builder, text) -> {
            final E value = Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(text.strip())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(rule));
            setter.accept(builder, value);
        });
    }

    private static LogKey directories(final String name, final String standard,
        final BiConsumer<LogConfig.Builder, List<Path>> setter) {
        final String rule = "a list of directories, separated as the entries of PATH are";
        return new LogKey(PREFIX + name, "paths", rule, standard, (builder, text) -> {
            try {
                setter.accept(builder, Arrays.stream(text.split(File.pathSeparator)).map(String::strip)
                    .filter(path -> !path.isEmpty()).map(Path::of).collect(Collectors.toList()));
            } catch (final InvalidPathException ex) {
                throw new IllegalArgumentException(rule + " (" + ex.getReason() + ")", ex);
            }
        });
    }

    private static LogKey trueOrFalse(final String name, final String standard,
        final BiConsumer<LogConfig.Builder, Boolean> setter) {
        final String rule = "true or false";
        return new LogKey(PREFIX + name, "a word", rule, standard, (builder, text) -> {
            final String word = text.strip();
            if (!"true".equals(word) && !"false".equals(word)) {
                throw new IllegalArgumentException(rule);
            }
            setter.accept(builder, Boolean.valueOf(word));
        });
    }

    private static LongRule powerOfTwo(final long least, final long greatest) {
        return new LongRule("a power of two from " + Quantity.ofBytes(least) + " to " + Quantity.ofBytes(greatest),
            value -> Long.bitCount(value) == 1 && value >= least && value <= greatest);
    }

    private static LongRule aQuarterOfASegment() {
        final int greatest = LogConfig.largestBody(LogConfig.MAX_SEGMENT_LENGTH);
        return new LongRule("from 1 to a quarter of a segment less the header of a frame, " + greatest + " at most",
            value -> value >= 1 && value <= greatest);
    }

    private static LongRule between(final long least, final long greatest) {
        return new LongRule("from " + least + " to " + greatest, value -> value >= least && value <= greatest);
    }

    private static LongRule moreThanZero() {
        return new LongRule("more than 0", value -> value > 0);
    }

    private static LongRule zeroOrMore() {
        return new LongRule("0 or more", value -> value >= 0);
    }
}
