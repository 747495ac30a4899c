package io.varve.kv.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of compaction, expiry, checkpoints and giving segments back, on a simulated disk; see {@link ModelRun}. */
class CompactionModelTest {

    private static final int STEPS = 150;
    /** Broken rules that show in one history of fifty at most. */
    private static final String RARE = "TOMBSTONE_DROPPED_WHEN_OLDER_SEGMENT_IS_EMPTIED|RANGE_KEPT_WHEN_PUT_MOVES"
        + "|EXPIRED_PUT_OUTSIDE_INDEX_DROPPED|COPY_LEFT_BEHIND_WINS|SEQUENCE_FROM_RECORDS_LEFT";

    @Test
    void shouldRecoverTruthWhenRulesAreKept() {
        assertNothingWrong(1, 20);
    }

    @Test
    @Tag("slow")
    void shouldRecoverTruthInThousandsOfHistoriesWhenRulesAreKept() {
        assertNothingWrong(1_000_000, 10_000);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = {"RULES_KEPT", RARE})
    void shouldFindWrongRecoveryWhenRuleIsBroken(final Variant variant) {
        assertFound(variant, 50);
    }

    @ParameterizedTest
    @Tag("slow")
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = RARE)
    void shouldFindRareWrongRecoveryWhenRuleIsBroken(final Variant variant) {
        assertFound(variant, 2_000);
    }

    private static void assertFound(final Variant variant, final int histories) {
        final boolean found = LongStream.rangeClosed(1, histories)
            .anyMatch(seed -> new ModelRun(variant, seed).run(STEPS).isPresent());
        assertTrue(found, "no wrong recovery in " + histories + " histories");
    }

    private static void assertNothingWrong(final long firstSeed, final int histories) {
        for (long seed = firstSeed; seed < firstSeed + histories; seed++) {
            assertEquals(Optional.empty(), new ModelRun(Variant.RULES_KEPT, seed).run(STEPS), "seed " + seed);
        }
    }
}
