package io.varve.perf.bench;

import java.util.Arrays;

/**
 * Tells what a store does from what the machine does, when the same operations run several times: an operation that is
 * slow at the same place every time is slow by itself, one that is slow once met a gap of the machine. The place is a
 * block of operations, because a store need not do its work at exactly the same one.
 */
final class RepeatedPeaks {

    private static final int BLOCK_SHIFT = 8;

    private final long[] longest;
    private final long[] least;

    RepeatedPeaks(final long operations) {
        longest = new long[(int) (operations >>> BLOCK_SHIFT) + 1];
        least = new long[longest.length];
        Arrays.fill(least, Long.MAX_VALUE);
    }

    /** Record how long an operation of this round took. */
    void record(final long operation, final long durationNs) {
        final int block = (int) (operation >>> BLOCK_SHIFT);
        if (durationNs > longest[block]) {
            longest[block] = durationNs;
        }
    }

    void endRound() {
        for (int i = 0; i < least.length; i++) {
            least[i] = Math.min(least[i], longest[i]);
            longest[i] = 0;
        }
    }

    /** The longest of what the blocks took in each of the rounds. */
    long longestNs() {
        return Arrays.stream(least).max().orElse(0);
    }

    /** The first operation of the block that took longest. */
    long longestAt() {
        int at = 0;
        for (int i = 1; i < least.length; i++) {
            at = least[i] > least[at] ? i : at;
        }
        return (long) at << BLOCK_SHIFT;
    }

    /** How many blocks took longer in each of the rounds. */
    long blocksOver(final long durationNs) {
        return Arrays.stream(least).filter(ns -> ns > durationNs).count();
    }
}
