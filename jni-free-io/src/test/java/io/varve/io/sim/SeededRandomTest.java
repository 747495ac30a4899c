package io.varve.io.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeededRandomTest {

    @Test
    void shouldBeTheGeneratorOfSplittableRandom() {
        for (long seed = -3; seed < 3; seed++) {
            final SplittableRandom expected = new SplittableRandom(seed);
            final SeededRandom random = new SeededRandom(seed);
            for (int i = 0; i < 100; i++) {
                assertEquals(expected.nextLong(), random.nextLong());
            }
        }
    }

    @Test
    void shouldContinueACopyAlike() {
        final SeededRandom random = new SeededRandom(5);
        random.nextLong();
        final SeededRandom copy = random.copy();

        copy.nextLong();
        final SeededRandom expected = new SeededRandom(5);
        expected.nextLong();
        assertEquals(expected.nextLong(), random.nextLong());
        assertEquals(expected.nextLong(), copy.copy().nextLong());
    }

    @Test
    void shouldDrawAllNumbersBelowABoundAboutEquallyOften() {
        final SeededRandom random = new SeededRandom(6);
        final int[] counts = new int[7];
        for (int i = 0; i < 7000; i++) {
            counts[random.nextInt(7)]++;
        }

        assertTrue(IntStream.of(counts).allMatch(count -> count > 850 && count < 1150));
        assertThrows(IllegalArgumentException.class, () -> random.nextInt(0));
    }

    @Test
    void shouldDrawBothEndsOfARange() {
        final SeededRandom random = new SeededRandom(7);
        final int[] drawn = IntStream.range(0, 100).map(i -> random.nextBetween(-1, 1)).distinct().sorted().toArray();

        assertArrayEquals(new int[] {-1, 0, 1}, drawn);
    }

    @Test
    void shouldWeighChoicesAndCoins() {
        final SeededRandom random = new SeededRandom(8);
        final int[] counts = new int[3];
        int heads = 0;
        for (int i = 0; i < 4000; i++) {
            counts[random.nextWeighted(1, 0, 3)]++;
            heads += random.chance(0.25) ? 1 : 0;
            assertFalse(random.chance(0));
            assertTrue(random.chance(1));
        }

        assertEquals(0, counts[1]);
        assertTrue(counts[0] > 850 && counts[0] < 1150);
        assertTrue(heads > 850 && heads < 1150);
    }
}
