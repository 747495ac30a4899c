package io.varve.session;

import static io.varve.settings.NumberRule.between;
import static io.varve.settings.NumberRule.powerOfTwo;
import static io.varve.settings.NumberRule.zeroOrMore;
import static io.varve.settings.SettingKey.count;
import static io.varve.settings.SettingKey.duration;
import static io.varve.settings.SettingKey.size;
import static io.varve.settings.SettingKey.trueOrFalse;

import io.varve.settings.NumberRule;
import io.varve.settings.SettingTable;

/** The settings of a session pool that a file, the environment or a system property may give. */
final class SessionPoolKey {

    /** The table that docs/CONFIGURATION.md shows: a line for each key. */
    static final SettingTable<SessionPoolConfig.Builder> TABLE = SettingTable.of("varve.session.",
        SessionPoolConfig::builder,
        count("max", between(1, SessionPoolConfig.MAX_LANES), "10", (builder, value) -> builder.max((int) value)),
        count("overflow", between(0, SessionPoolConfig.MAX_LANES), "5",
            (builder, value) -> builder.overflow((int) value)),
        count("min", upToMax(), "1", (builder, value) -> builder.min((int) value)),
        duration("acquire.timeout", zeroOrMore(), "3s", SessionPoolConfig.Builder::acquireTimeoutNs),
        duration("idle.timeout", zeroOrMore(), "1min", SessionPoolConfig.Builder::idleTimeoutNs),
        duration("max.lifetime", zeroOrMore(), "30min", SessionPoolConfig.Builder::maxLifetimeNs),
        duration("held.limit", zeroOrMore(), "0ns", SessionPoolConfig.Builder::heldLimitNs),
        size("lane.capacity",
            powerOfTwo(SessionPoolConfig.MIN_LANE_CAPACITY, SessionPoolConfig.MAX_LANE_CAPACITY), "256k",
            (builder, value) -> builder.laneCapacity((int) value)),
        trueOrFalse("fair", "true", SessionPoolConfig.Builder::fair),
        trueOrFalse("validate.on.acquire", "false", SessionPoolConfig.Builder::validateOnAcquire),
        trueOrFalse("capture.site", "true", SessionPoolConfig.Builder::captureSite));

    private SessionPoolKey() {
    }

    private static NumberRule upToMax() {
        return new NumberRule("from 0 to varve.session.max, " + SessionPoolConfig.MAX_LANES + " at most",
            value -> value >= 0 && value <= SessionPoolConfig.MAX_LANES);
    }
}
