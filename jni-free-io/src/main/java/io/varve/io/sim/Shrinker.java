package io.varve.io.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a failing list of operations short: delta debugging (Zeller and Hildebrandt, "Simplifying and isolating
 * failure-inducing input", IEEE TSE 2002) without its complement step.
 *
 * <p>The operations must mean the same without those before them, as far as possible: choose what an operation works on
 * when it runs, by a number that it carries, and not when the list is generated. Such a number comes from
 * {@link SeededRandom}, and the seed of the storage is part of the predicate.
 *
 * <p>Safe for use by many threads; the predicate is called by the calling thread.
 */
public final class Shrinker {

    private Shrinker() {
    }

    /**
     * Remove operations, first halves, then ever shorter runs, then single ones, until none can be removed any more.
     *
     * @param operations that fail together.
     * @param stillFails whether a list, in the same order, still fails. It must answer the same each time, must not
     *                   keep or change the list, and is asked about n * n lists at worst and n lists often.
     * @param <T>        an operation.
     * @return a list that still fails and of which no single operation can be removed.
     * @throws IllegalArgumentException when the operations do not fail to begin with.
     */
    public static <T> List<T> shrink(final List<T> operations, final Predicate<? super List<T>> stillFails) {
        if (!stillFails.test(operations)) {
            throw new IllegalArgumentException("the operations to be shrunk do not fail");
        }
        List<T> result = new ArrayList<>(operations);
        int run = Math.max(1, result.size() / 2);
        while (true) {
            final List<T> shorter = removeRuns(result, run, stillFails);
            final boolean removed = shorter.size() < result.size();
            result = shorter;
            if (run > 1) {
                run = Math.min((run + 1) / 2, Math.max(1, result.size() / 2));
            } else if (!removed) {
                return result;
            }
        }
    }

    /** From the end, because what comes last matters only to what is checked last. */
    private static <T> List<T> removeRuns(
        final List<T> operations, final int run, final Predicate<? super List<T>> stillFails) {
        List<T> result = operations;
        int end = result.size();
        while (end > 0) {
            final int start = Math.max(0, end - run);
            final List<T> candidate = new ArrayList<>(result.size());
            candidate.addAll(result.subList(0, start));
            candidate.addAll(result.subList(end, result.size()));
            if (stillFails.test(candidate)) {
                result = candidate;
            }
            end = start;
        }
        return result;
    }
}
