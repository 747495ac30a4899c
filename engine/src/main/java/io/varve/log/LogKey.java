package io.varve.log;

import static io.varve.settings.NumberRule.between;
import static io.varve.settings.NumberRule.moreThanZero;
import static io.varve.settings.NumberRule.powerOfTwo;
import static io.varve.settings.NumberRule.zeroOrMore;
import static io.varve.settings.SettingKey.count;
import static io.varve.settings.SettingKey.directories;
import static io.varve.settings.SettingKey.duration;
import static io.varve.settings.SettingKey.oneOf;
import static io.varve.settings.SettingKey.size;
import static io.varve.settings.SettingKey.trueOrFalse;

import io.varve.Durability;
import io.varve.settings.NumberRule;
import io.varve.settings.SettingTable;

/** The settings of a log that a file, the environment or a system property may give. */
final class LogKey {

    /** The table that docs/CONFIGURATION.md shows: a line for each key. */
    static final SettingTable<LogConfig.Builder> TABLE = SettingTable.of("varve.log.", () -> LogConfig.at(null),
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

    private LogKey() {
    }

    private static NumberRule aQuarterOfASegment() {
        final int greatest = LogConfig.largestBody(LogConfig.MAX_SEGMENT_LENGTH);
        return new NumberRule("from 1 to a quarter of a segment less the header of a frame, " + greatest + " at most",
            value -> value >= 1 && value <= greatest);
    }
}
