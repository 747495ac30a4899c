package io.varve.kv;

import static io.varve.settings.NumberRule.between;
import static io.varve.settings.NumberRule.powerOfTwo;
import static io.varve.settings.NumberRule.zeroOrMore;
import static io.varve.settings.SettingKey.count;
import static io.varve.settings.SettingKey.decimal;
import static io.varve.settings.SettingKey.oneOf;
import static io.varve.settings.SettingKey.size;

import io.varve.index.HashIndex;
import io.varve.log.LogConfig;
import io.varve.log.LogSettings;
import io.varve.settings.SettingKey;
import io.varve.settings.SettingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The settings of a key-value store that a file, the environment or a system property may give. */
final class KeyValueKey {

    /** What a key-value store has rules of its own for, or does not have. */
    private static final Set<String> NOT_AS_THE_LOG = Set.of("segment.length", "prepared.segments",
        "max.record.length", "retention.max.bytes", "retention.max.age", "retention.max.records",
        "cursor.directories");

    /** The table that docs/CONFIGURATION.md shows: a line for each key. */
    static final SettingTable<KeyValueConfig.Builder> TABLE = table();

    private KeyValueKey() {
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static SettingTable<KeyValueConfig.Builder> table() {
        final List<SettingKey<KeyValueConfig.Builder>> keys = new ArrayList<>(List.of(
            decimal("index.load", HashIndex.MIN_LOAD, HashIndex.MAX_LOAD, "0.65", KeyValueConfig.Builder::indexLoad),
            count("expected.keys", zeroOrMore(), "0", KeyValueConfig.Builder::expectedKeys),
            decimal("max.space.amplification", KeyValueConfig.MIN_SPACE_AMPLIFICATION, Double.POSITIVE_INFINITY,
                "1.3", KeyValueConfig.Builder::maxSpaceAmplification),
            oneOf("store.time", StoreTime.class, StoreTime.WALL.name().toLowerCase(Locale.ROOT),
                KeyValueConfig.Builder::storeTime),
            size("segment.length", powerOfTwo(LogConfig.MIN_SEGMENT_LENGTH, KeyValueConfig.MAX_SEGMENT_LENGTH), "64m",
                (builder, value) -> builder.log().segmentLength((int) value)),
            count("prepared.segments", between(2, LogConfig.MAX_PREPARED), "3",
                (builder, value) -> builder.log().preparedSegments((int) value))));
        keys.addAll(LogSettings.keysFor(KeyValueConfig.Builder::log, name -> !NOT_AS_THE_LOG.contains(name)));
        return SettingTable.of("varve.kv.", () -> KeyValueConfig.at(null), keys.toArray(new SettingKey[0]));
    }
}
