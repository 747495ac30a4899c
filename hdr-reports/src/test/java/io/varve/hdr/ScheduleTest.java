package io.varve.hdr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void shouldNotDriftAtARateThatDoesNotDivideASecond() {
        final Schedule schedule = new Schedule(500, 3);
        assertEquals(500, schedule.intendedNs(0));
        assertEquals(500 + 333_333_333, schedule.intendedNs(1));
        assertEquals(500 + 666_666_666, schedule.intendedNs(2));
        assertEquals(500 + 1_000_000_000L, schedule.intendedNs(3));
        assertEquals(500 + 1_000_000_000_000_000L, schedule.intendedNs(3_000_000));
    }

    @Test
    void shouldCountWhatIsDueBeforeATime() {
        final Schedule schedule = new Schedule(1_000, 7);
        for (long index = 0; index < 100; index++) {
            assertEquals(index, schedule.dueBefore(schedule.intendedNs(index)));
            assertEquals(index + 1, schedule.dueBefore(schedule.intendedNs(index) + 1));
        }
        assertEquals(0, schedule.dueBefore(0));
    }

    @Test
    void shouldNotOverflowAtTheHighestRate() {
        final Schedule schedule = new Schedule(0, 1_000_000_000);
        assertEquals(86_400_000_000_123L, schedule.intendedNs(86_400_000_000_123L));
        assertEquals(86_400_999_999_999L, schedule.dueBefore(86_400_999_999_999L));
    }

    @Test
    void shouldRefuseARateOutOfRange() {
        final String message =
            assertThrows(IllegalArgumentException.class, () -> new Schedule(0, 0)).getMessage();
        assertTrue(message.contains("perSecond is 0"), message);
    }
}
