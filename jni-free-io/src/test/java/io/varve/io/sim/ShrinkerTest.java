package io.varve.io.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().collect(Collectors.toList());

    @Test
    void shouldFindTheOnlyOperationsThatMatter() {
        assertEquals(List.of(3, 50, 99), Shrinker.shrink(HUNDRED, list -> list.containsAll(List.of(3, 50, 99))));
        assertEquals(List.of(0), Shrinker.shrink(HUNDRED, list -> list.contains(0)));
    }

    @Test
    void shouldShrinkToNothingIfNothingMatters() {
        assertEquals(List.of(), Shrinker.shrink(HUNDRED, list -> true));
        assertEquals(List.of(), Shrinker.shrink(List.of(), list -> true));
    }

    @Test
    void shouldKeepEverythingIfAllMatters() {
        assertEquals(HUNDRED, Shrinker.shrink(HUNDRED, list -> list.size() == 100));
    }

    @Test
    void shouldRefuseWhatDoesNotFail() {
        assertThrows(IllegalArgumentException.class, () -> Shrinker.shrink(HUNDRED, list -> false));
    }

    @Test
    void shouldLeaveNothingThatCouldBeRemoved() {
        for (int seed = 0; seed < 50; seed++) {
            final SeededRandom random = new SeededRandom(seed);
            final List<Integer> operations = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                operations.add(random.nextInt(20));
            }
            final int wanted = random.nextInt(200);
            final Predicate<List<Integer>> fails = list -> list.stream().mapToInt(value -> value).sum() >= wanted;
            final List<Integer> shrunk = Shrinker.shrink(operations, fails);

            assertTrue(fails.test(shrunk));
            for (int i = 0; i < shrunk.size(); i++) {
                final List<Integer> shorter = new ArrayList<>(shrunk);
                shorter.remove(i);
                assertTrue(!fails.test(shorter), () -> shrunk + " can do without one");
            }
        }
    }

    @Test
    void shouldTryAgainWhatMatteredOnlyBeforeOthersWereRemoved() {
        final Predicate<List<Integer>> fails = list -> list.contains(1) && (list.contains(3) || !list.contains(2));

        assertEquals(List.of(1), Shrinker.shrink(List.of(1, 2, 3), fails));
        assertEquals(List.of(1), Shrinker.shrink(List.of(3, 2, 1), fails));
    }

    @Test
    void shouldAskFewTimesWhenFewOperationsMatter() {
        final List<Integer> many = IntStream.range(0, 1024).boxed().collect(Collectors.toList());
        final int[] asked = {0};
        Shrinker.shrink(many, list -> {
            asked[0]++;
            return list.contains(700);
        });

        assertTrue(asked[0] < 40, () -> "asked " + asked[0] + " times");
    }
}
