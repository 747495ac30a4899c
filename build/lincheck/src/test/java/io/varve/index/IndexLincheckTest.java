package io.varve.index;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.index.SharedBuckets.Variant;
import org.jetbrains.kotlinx.lincheck.LinChecker;
import org.jetbrains.kotlinx.lincheck.LincheckAssertionError;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;
import org.jetbrains.kotlinx.lincheck.paramgen.IntGen;
import org.jetbrains.kotlinx.lincheck.strategy.managed.modelchecking.ModelCheckingOptions;
import org.junit.jupiter.api.Test;

/**
 * One writer and a reader, all interleavings that Lincheck chooses: what is found and what is missed is linearizable.
 * The algorithm with one thing wrong is not, which shows that the check can fail. A chain that is linked again as it
 * was, without a new version, is too rare for it; {@code IndexModelTest} finds that one.
 */
class IndexLincheckTest {

    private static final int SCENARIOS = 12;
    private static final int INVOCATIONS = 300;

    /** What the reader and the writer do. */
    @Param(name = "key", gen = IntGen.class, conf = "0:3")
    public abstract static class Operations {

        private final SharedBuckets buckets;
        private final int stale = 1;

        /** With three keys in a chain of one bucket. */
        Operations(final Variant variant) {
            buckets = new SharedBuckets(variant);
            for (int key = 0; key < 3; key++) {
                buckets.put(key, 1);
            }
        }

        /** By the writer. */
        @Operation(nonParallelGroup = "writer")
        public void put(@Param(name = "key") final int key, @Param(gen = IntGen.class, conf = "2:9") final int value) {
            buckets.put(key, value);
        }

        /** By the writer. */
        @Operation(nonParallelGroup = "writer")
        public void remove(@Param(name = "key") final int key) {
            buckets.remove(key);
        }

        /** By the writer. */
        @Operation(nonParallelGroup = "writer")
        public void split() {
            buckets.split();
        }

        /** By the reader. */
        @Operation(nonParallelGroup = "reader")
        public int get(@Param(name = "key") final int key) {
            return buckets.get(key, buckets.knownBuckets());
        }

        /** By a reader that knows of no split. */
        @Operation(nonParallelGroup = "reader")
        public int getStale(@Param(name = "key") final int key) {
            return buckets.get(key, stale);
        }
    }

    /** As it is. */
    public static final class Right extends Operations {

        /** For Lincheck. */
        public Right() {
            super(Variant.RIGHT);
        }
    }

    /** Wrong. */
    public static final class MissNotValidated extends Operations {

        /** For Lincheck. */
        public MissNotValidated() {
            super(Variant.MISS_NOT_VALIDATED);
        }
    }

    /** Wrong. */
    public static final class LevelIgnored extends Operations {

        /** For Lincheck. */
        public LevelIgnored() {
            super(Variant.LEVEL_IGNORED);
        }
    }

    /** Wrong. */
    public static final class ClearedBeforeMeta extends Operations {

        /** For Lincheck. */
        public ClearedBeforeMeta() {
            super(Variant.CLEARED_BEFORE_META);
        }
    }

    /** What all of it amounts to. */
    public static final class Sequential {

        private final int[] values = {1, 1, 1, 0};

        /** A value is there. */
        public void put(final int key, final int value) {
            values[key] = value;
        }

        /** It is not. */
        public void remove(final int key) {
            values[key] = 0;
        }

        /** Nothing changes. */
        public void split() {
            // Nothing.
        }

        /** The value, or 0. */
        public int get(final int key) {
            return values[key];
        }

        /** The value, or 0. */
        public int getStale(final int key) {
            return values[key];
        }
    }

    private static void check(final Class<?> operations, final int scenarios) {
        LinChecker.check(operations, new ModelCheckingOptions().iterations(scenarios)
            .invocationsPerIteration(INVOCATIONS).threads(2).actorsPerThread(4).actorsBefore(2).actorsAfter(0)
            .sequentialSpecification(Sequential.class).minimizeFailedScenario(false));
    }

    @Test
    void shouldBeLinearizable() {
        check(Right.class, SCENARIOS);
    }

    @Test
    void shouldFindThatAMissIsNotValidated() {
        assertThrows(LincheckAssertionError.class, () -> check(MissNotValidated.class, 10 * SCENARIOS));
    }

    @Test
    void shouldFindThatTheLevelIsIgnored() {
        assertThrows(LincheckAssertionError.class, () -> check(LevelIgnored.class, 10 * SCENARIOS));
    }

    @Test
    void shouldFindThatMovedEntriesAreClearedTooEarly() {
        assertThrows(LincheckAssertionError.class, () -> check(ClearedBeforeMeta.class, 10 * SCENARIOS));
    }
}
