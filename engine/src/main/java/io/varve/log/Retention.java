package io.varve.log;

import io.varve.settings.Rule;

/**
 * How much of a log is kept. Whole segments are given back, oldest first, as soon as one of the limits allows it, but
 * never what is not durable, never the segment that the log ends in, and never what a cursor still holds that is not
 * declared droppable.
 *
 * <p>Immutable.
 *
 * @param maxBytes   keep at least that many of the newest bytes; 0 for no limit by size.
 * @param maxAgeNs   keep what is not older, by the timestamps of records, in ns; 0 for no limit by age.
 * @param maxRecords keep at least that many of the newest records; 0 for no limit by count.
 */
public record Retention(long maxBytes, long maxAgeNs, long maxRecords) {

    /** Everything is kept. */
    public static final Retention KEEP_ALL = new Retention(0, 0, 0);

    /**
     * Checks that no limit is negative.
     *
     * @param maxBytes   see {@link #maxBytes()}.
     * @param maxAgeNs   see {@link #maxAgeNs()}.
     * @param maxRecords see {@link #maxRecords()}.
     */
    public Retention {
        Rule.check(maxBytes >= 0, "retention.maxBytes", maxBytes, "must be 0 or more");
        Rule.check(maxAgeNs >= 0, "retention.maxAgeNs", maxAgeNs, "must be 0 or more");
        Rule.check(maxRecords >= 0, "retention.maxRecords", maxRecords, "must be 0 or more");
    }

    /**
     * Keep the newest bytes.
     *
     * @param bytes to be kept at least.
     * @return the rule.
     */
    public static Retention ofBytes(final long bytes) {
        return new Retention(bytes, 0, 0);
    }

    /**
     * Keep the newest records by time.
     *
     * @param ns up to which age records are kept at least.
     * @return the rule.
     */
    public static Retention ofAge(final long ns) {
        return new Retention(0, ns, 0);
    }

    /**
     * Keep the newest records by count.
     *
     * @param records to be kept at least.
     * @return the rule.
     */
    public static Retention ofRecords(final long records) {
        return new Retention(0, 0, records);
    }

    /** Whether everything is kept. */
    boolean keepsAll() {
        return maxBytes == 0 && maxAgeNs == 0 && maxRecords == 0;
    }

    /** Whether a segment may go: what lies behind its end satisfies one of the limits without it. */
    boolean allows(final long bytesBehind, final long recordsBehind, final long newestAgeNs) {
        return maxBytes > 0 && bytesBehind >= maxBytes
            || maxRecords > 0 && recordsBehind >= maxRecords
            || maxAgeNs > 0 && newestAgeNs > maxAgeNs;
    }
}
