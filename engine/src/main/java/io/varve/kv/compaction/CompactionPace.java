package io.varve.kv.compaction;

/**
 * How much compaction may do for what is written: a token bucket. What has to be moved for a byte of a victim to become
 * free, divided by what becomes free, is the steady pace; it is lessened while there is little to gain, and rises
 * without bound as the space used comes near to what was promised. So cost follows writes, and there is no cliff.
 *
 * <p>The scanner sets the pace, the writer earns and spends; each method says whose it is.
 */
public final class CompactionPace {

    /** At which part of the promised excess compaction begins, and where it has the steady pace. */
    private static final double BEGIN = 0.6;
    private static final double STEADY = 0.8;
    private static final double MOST = 64;
    /** Credit is not saved for ever: a burst of moves would be what nobody wants. */
    private static final long MOST_CREDIT = 256 << 10;

    private final double begin;
    private final double steady;
    private final double promised;
    private volatile double movedPerByte;
    private double credit;

    /**
     * For a store.
     *
     * @param maxSpaceAmplification that is promised: sealed bytes by live bytes, more than 1.
     */
    public CompactionPace(final double maxSpaceAmplification) {
        promised = maxSpaceAmplification - 1;
        begin = promised * BEGIN;
        steady = promised * STEADY;
    }

    /**
     * Whether there is enough to gain; for the scanner.
     *
     * @param sealedBytes     of all sealed segments.
     * @param sealedLiveBytes of those.
     * @return true when compaction is due.
     */
    public boolean isDue(final long sealedBytes, final long sealedLiveBytes) {
        return sealedBytes - sealedLiveBytes > begin * sealedLiveBytes;
    }

    /**
     * Set the pace; for the scanner.
     *
     * @param sealedBytes     of all sealed segments.
     * @param sealedLiveBytes of those.
     * @param movedPart       of the present victim.
     * @param isWanted        whether it is compacted for another reason than the space that it gives back.
     */
    public void set(
        final long sealedBytes, final long sealedLiveBytes, final double movedPart, final boolean isWanted) {
        final double excess = sealedLiveBytes == 0 ? promised : (double) sealedBytes / sealedLiveBytes - 1;
        final double bySpace =
            excess >= promised ? MOST : Math.max(excess - begin, 0) / (steady - begin) * (promised - steady)
                / (promised - excess);
        final double urgency = isWanted ? Math.max(bySpace, 1) : bySpace;
        movedPerByte = Math.min(urgency * movedPart / (1 - Math.min(movedPart, 0.97)) + urgency * 0.05, MOST);
    }

    /** Do no more; for the scanner. */
    public void rest() {
        movedPerByte = 0;
    }

    /**
     * Earn for what was written; for the writer.
     *
     * @param bytes of frames.
     * @return whether a slice is paid for.
     */
    public boolean earn(final long bytes) {
        credit = Math.min(credit + bytes * movedPerByte, MOST_CREDIT);
        return credit >= CompactionSlice.BYTES;
    }

    /**
     * Pay for what was moved; for the writer.
     *
     * @param bytes of frames.
     */
    public void spend(final int bytes) {
        credit -= bytes;
    }
}
