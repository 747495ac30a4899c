package io.varve.log;

import io.varve.frame.FrameType;
import io.varve.settings.DebugSwitch;
import io.varve.settings.Rule;

/**
 * Which records a feed hands out. Immutable, and safe for use by many threads as far as its condition is.
 *
 * <p>The types are looked at by the thread that serves all feeds of a log, the condition by the subscriber's own
 * thread only: a condition that is slow or throws is nobody else's concern.
 */
public final class FeedFilter {

    /** Every record. */
    public static final FeedFilter ALL = new FeedFilter(-1L, -1L, null);

    private final long lowTypes;
    private final long highTypes;
    private final Condition condition;

    /** Looks at the header of a record. Called by the thread that polls the feed. */
    @FunctionalInterface
    public interface Condition {

        /**
         * Whether a record is to be handed out. The answer must be the same whenever the record is asked about.
         *
         * @param header of the record; valid until the method returns.
         * @return true when it is.
         */
        boolean matches(RecordHeader header);
    }

    private FeedFilter(final long lowTypes, final long highTypes, final Condition condition) {
        this.lowTypes = lowTypes;
        this.highTypes = highTypes;
        this.condition = condition;
    }

    /**
     * Records of some types.
     *
     * @param types 0 to 127 each, at least one.
     * @return the filter.
     * @throws io.varve.ConfigurationException when there is no type, or one is out of range.
     */
    public static FeedFilter ofTypes(final int... types) {
        Rule.check(types.length > 0, "types", "empty", "must name at least one type");
        long low = 0;
        long high = 0;
        for (final int type : types) {
            Rule.check(type >= 0 && type <= FrameType.MAX_USER_TYPE, "type", type,
                "must be from 0 to " + FrameType.MAX_USER_TYPE);
            if (type < Long.SIZE) {
                low |= 1L << type;
            } else {
                high |= 1L << type;
            }
        }
        return new FeedFilter(low, high, null);
    }

    /**
     * The same types, but only records that keep a condition.
     *
     * @param newCondition that replaces the present one.
     * @return another filter.
     */
    public FeedFilter where(final Condition newCondition) {
        Rule.check(newCondition != null, "condition", null, "must be given");
        return new FeedFilter(lowTypes, highTypes,
            DebugSwitch.POISON ? LentViews.toCondition(newCondition) : newCondition);
    }

    boolean isOfAllTypes() {
        return (lowTypes & highTypes) == -1L;
    }

    /** Whether frames of a type, 0 to 255, are handed out; control frames never are. */
    boolean matchesType(final int type) {
        // A shift by a long's type counts modulo 64.
        return FrameType.isUser(type) && ((type < Long.SIZE ? lowTypes : highTypes) >>> type & 1) != 0;
    }

    boolean matches(final RecordHeader header) {
        return condition == null || condition.matches(header);
    }
}
