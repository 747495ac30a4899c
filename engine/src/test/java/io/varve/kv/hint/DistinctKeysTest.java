package io.varve.kv.hint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DistinctKeysTest {

    private static final double TOLERANCE = .12;

    private static DistinctKeys of(final long seed, final int count) {
        final DistinctKeys keys = new DistinctKeys();
        final Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            keys.add(random.nextLong());
        }
        return keys;
    }

    @Test
    void shouldComeNearToHowManyDifferentOnesThereAre() {
        for (final int count : new int[] {0, 1, 10, 1_000, 3_000, 100_000}) {
            assertEquals(count, of(count, count).estimate(), count * TOLERANCE);
        }
    }

    @Test
    void shouldNotCountTwiceWhatTwoHave() {
        final DistinctKeys both = of(1, 20_000);
        both.addAll(of(1, 10_000));
        both.addAll(of(2, 20_000));
        assertEquals(40_000, both.estimate(), 40_000 * TOLERANCE);
    }
}
