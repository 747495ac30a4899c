package io.varve.kv.compaction;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VictimRuleTest {

    @Test
    void shouldLetVictimGoWhenNextCheckpointIsDurableAndLogIsForced() {
        assertTrue(VictimRule.mayLeaveList(7, 7, 100, 100));
    }

    @Test
    void shouldHoldVictimWhenDurableCheckpointHasBegunBeforeItsLastLook() {
        assertFalse(VictimRule.mayLeaveList(7, 6, 100, 200));
    }

    @Test
    void shouldHoldVictimWhenLogIsNotForcedToItsLastLook() {
        assertFalse(VictimRule.mayLeaveList(7, 8, 100, 99));
    }
}
