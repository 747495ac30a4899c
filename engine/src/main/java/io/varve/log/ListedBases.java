package io.varve.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The base positions of the segments of a store at one moment. Segments may be missing between two of them; behind the
 * last one they follow each other, as far as there are any. Immutable.
 */
final class ListedBases {

    private final long[] bases;
    private final int segmentLength;

    ListedBases(final List<Long> ascending, final int segmentLength) {
        bases = ascending.stream().mapToLong(Long::longValue).toArray();
        this.segmentLength = segmentLength;
    }

    long first() {
        return bases.length == 0 ? 0 : bases[0];
    }

    /** The end of the last segment. */
    long end() {
        return bases.length == 0 ? 0 : bases[bases.length - 1] + segmentLength;
    }

    boolean contains(final long base) {
        return Arrays.binarySearch(bases, base) >= 0;
    }

    /** A position itself, or where the next segment begins when the one that holds it is missing. */
    long next(final long position) {
        final int found = Arrays.binarySearch(bases, position & -segmentLength);
        return found >= 0 || -found - 1 == bases.length ? position : bases[-found - 1];
    }

    /** Whether the segment that holds a position is missing, or one behind it. */
    boolean hasGapFrom(final long position) {
        long expected = position & -segmentLength;
        while (expected < end()) {
            if (next(expected) != expected) {
                return true;
            }
            expected += segmentLength;
        }
        return false;
    }

    /** The base positions in front of a position, those of segments behind the last listed one included. */
    List<Long> below(final long position) {
        final List<Long> below = new ArrayList<>();
        for (long base = first(); base < position; base = next(base + segmentLength)) {
            below.add(base);
        }
        return below;
    }
}
