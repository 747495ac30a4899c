package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyValueRowsTest {

    private static final Goal HALF = Goal.atMost(0.5);

    private final Map<Targets, List<TrialValues>> results = new EnumMap<>(Targets.class);
    private final BenchOptions options =
        new BenchOptions(Path.of("none"), 1, 1, 1, 1000, 1, Set.of(Targets.LMDB), null);
    private final KeyValueRows rows = new KeyValueRows(
        new Forks(Path.of("none"), new PrintWriter(new StringWriter())), options, results, KeyValueRows::ns);

    private void put(final Targets target, final double... values) {
        results.put(target, Arrays.stream(values)
            .mapToObj(value -> new TrialValues().put("get", value).put("floor", 100).put("clock", 20)).toList());
    }

    @Test
    void shouldJudgeTheRatioOfTheMedians() {
        put(Targets.VARVE_STORE, 120, 1000, 110);
        put(Targets.LMDB, 240);
        final List<Row> made = rows.peer(Targets.LMDB, "to ", "get", HALF)
            .peer(Targets.LMDB, "to ", "get", Goal.atMost(0.3)).peer(Targets.LMDB, "to ", "get", Goal.NONE)
            .toFloor("floor", "get", "floor", Goal.atMost(1.2)).toFloorBeyond("floor", "get", "floor", "clock").rows();
        assertEquals(new Row("to LMDB 0.9.33", "120 ns", "240 ns", "0.50", "<= 0.5", "reached"), made.get(0));
        assertEquals(new Row("to LMDB 0.9.33", "120 ns", "240 ns", "0.50", "<= 0.3", "MISSED"), made.get(1));
        assertEquals(new Row("to LMDB 0.9.33", "120 ns", "240 ns", "0.50", "-", ""), made.get(2));
        assertEquals(new Row("floor", "120 ns", "100 ns", "1.20", "<= 1.2", "reached"), made.get(3));
        assertEquals(new Row("floor", "100 ns", "80 ns", "1.25", "-", ""), made.get(4));
    }

    @Test
    void shouldShowThePeersAndTheFloorAndNoVerdictWithoutVarve() {
        put(Targets.LMDB, 240);
        final List<Row> made = rows.peer(Targets.LMDB, "to ", "get", HALF).toFloor("floor", "get", "floor", HALF)
            .own("own", "get", "floor", HALF).fixed("alone", "get", "", Goal.atMostNs(110)).rows();
        assertEquals(new Row("to LMDB 0.9.33", "-", "240 ns", "-", "<= 0.5", ""), made.get(0));
        assertEquals(new Row("floor", "-", "100 ns", "-", "<= 0.5", ""), made.get(1));
        assertEquals(new Row("own", "-", "-", "-", "<= 0.5", ""), made.get(2));
        assertEquals(new Row("alone", "-", "-", "-", "<= 110 ns", ""), made.get(3));
    }

    @Test
    void shouldSayWhyAPeerIsMissing() {
        put(Targets.VARVE_STORE, 120);
        assertEquals(new Row("to MapDB 3.1.0", "120 ns", "peer: not asked for", "-", "<= 0.5", ""),
            rows.peer(Targets.MAPDB, "to ", "get", HALF).rows().get(0));
    }

    @Test
    void shouldTakeThePeerThatHasMost() {
        put(Targets.VARVE_STORE, 900);
        put(Targets.LMDB, 240);
        put(Targets.ROCKSDB, 300);
        assertEquals(new Row("best: RocksDB 11.8.1", "900 ns", "300 ns", "3.00", ">= 3.0", "reached"),
            rows.best("best: ", "get", Goal.atLeast(3)).rows().get(0));
    }

    @Test
    void shouldReachAGoalAtItsLimit() {
        assertTrue(Goal.atLeast(3).isReached(3));
        assertFalse(Goal.atLeast(3).isReached(2.99));
        assertTrue(Goal.atMostNs(110).isReached(110));
        assertFalse(Goal.atMostNs(110).isReached(110.5));
        assertFalse(Goal.atMost(1).isReached(Double.NaN));
    }
}
