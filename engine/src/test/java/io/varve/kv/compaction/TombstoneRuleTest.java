package io.varve.kv.compaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TombstoneRuleTest {

    private static final int NONE = TombstoneRule.NO_OLDER_VERSION;

    @Test
    void shouldKeepTombstoneWhenSegmentInItsRangeIsListed() {
        assertFalse(TombstoneRule.mayDrop(2, 5, 7, listed(1, 5, 7)));
    }

    @Test
    void shouldDropTombstoneWhenOnlyItsOwnSegmentIsListedInItsRange() {
        assertTrue(TombstoneRule.mayDrop(2, 5, 5, listed(1, 5, 6)));
    }

    @Test
    void shouldKeepTombstoneWhenSegmentAboveItsOwnIsListedInItsRange() {
        assertFalse(TombstoneRule.mayDrop(2, 5, 3, listed(3, 4)));
    }

    @Test
    void shouldInheritStartOfRangeWhenVersionIsReplaced() {
        assertEquals(3, TombstoneRule.rangeStartOfSuccessor(6, 3));
        assertEquals(6, TombstoneRule.rangeStartOfSuccessor(6, NONE));
    }

    @Test
    void shouldStartRangeAtVictimWhenPutWithoutOlderVersionIsRelocated() {
        assertEquals(4, TombstoneRule.rangeStartOfRelocated(NONE, 4, listed(1, 4, 9)));
    }

    @Test
    void shouldLeaveOutSegmentsThatAreGoneWhenPutIsRelocated() {
        assertEquals(3, TombstoneRule.rangeStartOfRelocated(2, 4, listed(1, 3, 4)));
    }

    @Test
    void shouldDropExpiredPutWhenItHasReplacedNothing() {
        assertTrue(TombstoneRule.mayDropExpired(NONE, 4, NONE, listed(1, 4)));
    }

    @Test
    void shouldKeepExpiredPutWhenKeyLivesAgainWithRangeOfItsOwn() {
        assertFalse(TombstoneRule.mayDropExpired(2, 4, NONE, listed(2, 4, 6)));
        assertFalse(TombstoneRule.mayDropExpired(2, 4, 3, listed(2, 4, 6)));
    }

    @Test
    void shouldDropExpiredPutWhenNewestVersionHasInheritedItsRange() {
        assertTrue(TombstoneRule.mayDropExpired(1, 4, 2, listed(2, 4, 6)));
    }

    @Test
    void shouldRemoveNewerVersionOnlyWhenTombstoneIsInItsFirstPlace() {
        assertTrue(TombstoneRule.removes(false, 5, 6));
        assertFalse(TombstoneRule.removes(true, 5, 6));
        assertTrue(TombstoneRule.removes(true, 5, 5));
        assertTrue(TombstoneRule.removes(true, 5, 4));
    }

    private static ListedSegments listed(final Integer... segments) {
        final TreeSet<Integer> listed = new TreeSet<>(Set.of(segments));
        return segment -> {
            final Integer lowest = listed.ceiling(segment);
            return lowest == null ? Integer.MAX_VALUE : lowest;
        };
    }
}
