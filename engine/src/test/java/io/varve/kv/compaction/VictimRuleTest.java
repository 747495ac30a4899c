package io.varve.kv.compaction;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VictimRuleTest {

    @Test
    void shouldLetVictimGoWhenLogIsForcedToItsLastLook() {
        assertTrue(VictimRule.mayLeaveList(100, 100));
    }

    @Test
    void shouldHoldVictimWhenLogIsNotForcedToItsLastLook() {
        assertFalse(VictimRule.mayLeaveList(100, 99));
    }
}
