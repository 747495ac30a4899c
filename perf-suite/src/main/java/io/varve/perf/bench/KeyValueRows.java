package io.varve.perf.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * The rows of a benchmark of key-value stores. Without a store of Varve's in the build they show what it would be held
 * against, and no ratio.
 */
final class KeyValueRows {

    private static final String NONE = "-";

    private final Forks forks;
    private final BenchOptions options;
    private final Map<Targets, List<TrialValues>> results;
    private final DoubleFunction<String> unit;
    private final List<Row> rows = new ArrayList<>();

    KeyValueRows(final Forks forks, final BenchOptions options, final Map<Targets, List<TrialValues>> results,
        final DoubleFunction<String> unit) {
        this.forks = forks;
        this.options = options;
        this.results = results;
        this.unit = unit;
    }

    /** Run trials of all stores, or of Varve's alone, and begin the table of what they found. */
    static KeyValueRows measure(final String trial, final TrialValues values, final Forks forks,
        final BenchOptions options, final DoubleFunction<String> unit, final Targets... among) throws IOException {
        return new KeyValueRows(
            forks, options, forks.interleaved(trial, values.put("keys", options.keys()), options, among), unit);
    }

    static String ns(final double value) {
        return Math.round(value) + " ns";
    }

    private List<TrialValues> varve() {
        return results.get(Targets.VARVE_STORE);
    }

    /** Compare two values of Varve's own trials. */
    KeyValueRows own(final String what, final String name, final String against, final Goal goal) {
        if (varve() == null) {
            rows.add(new Row(what, NONE, NONE, NONE, goal.text(), ""));
            return this;
        }
        return toFloor(what, name, against, goal);
    }

    /** Compare a value of Varve's with a floor of the same trials, which without Varve is that of the peers' trials. */
    KeyValueRows toFloor(final String what, final String name, final String floor, final Goal goal) {
        return toFloor(what, trial -> trial.real(name), trial -> trial.real(floor), goal);
    }

    private KeyValueRows toFloor(final String what, final ToDoubleFunction<TrialValues> value,
        final ToDoubleFunction<TrialValues> against, final Goal goal) {
        if (varve() == null) {
            final List<TrialValues> all = results.values().stream().flatMap(Collection::stream).toList();
            rows.add(new Row(
                what, NONE, all.isEmpty() ? NONE : unit.apply(Median.of(all, against)), NONE, goal.text(), ""));
            return this;
        }
        final double quotient =
            Median.of(varve(), trial -> value.applyAsDouble(trial) / against.applyAsDouble(trial));
        rows.add(Row.of(what, unit.apply(Median.of(varve(), value)), unit.apply(Median.of(varve(), against)), quotient,
            goal));
        return this;
    }

    /** The same without what reading the clock takes. */
    KeyValueRows toFloorBeyond(final String what, final String name, final String floor, final String clock) {
        return toFloor(what, trial -> trial.real(name) - trial.real(clock),
            trial -> Math.max(1, trial.real(floor) - trial.real(clock)), Goal.NONE);
    }

    /** Hold a value of Varve's to a fixed number, beside one of the same trials that has no goal. */
    KeyValueRows fixed(final String what, final String name, final String beside, final Goal goal) {
        if (varve() == null) {
            rows.add(new Row(what, NONE, NONE, NONE, goal.text(), ""));
            return this;
        }
        final double value = Median.of(varve(), name);
        final String result = unit.apply(value);
        final String other = beside.isEmpty() ? NONE : unit.apply(Median.of(varve(), beside));
        rows.add(
            new Row(what, result, other, NONE, goal.text(), goal.isNone() ? "" : Row.verdict(goal.isReached(value))));
        return this;
    }

    /** Compare the same value of Varve and of a peer. */
    KeyValueRows peer(final Targets peer, final String what, final String name, final Goal goal) {
        final double ours = varve() == null ? Double.NaN : Median.of(varve(), name);
        final List<TrialValues> others = results.get(peer);
        final double theirs = others == null ? Double.NaN : Median.of(others, name);
        rows.add(row(what + peer.title(), ours, theirs, goal, forks.whyNot(peer, options)));
        return this;
    }

    /** Compare a value of Varve and of the peer that has most of it. */
    KeyValueRows best(final String what, final String name, final Goal goal) {
        Targets best = null;
        for (final Targets target : results.keySet()) {
            if (target.isPeer()
                && (best == null || Median.of(results.get(target), name) > Median.of(results.get(best), name))) {
                best = target;
            }
        }
        if (best != null) {
            return peer(best, what, name, goal);
        }
        final double ours = varve() == null ? Double.NaN : Median.of(varve(), name);
        rows.add(row(what.strip(), ours, Double.NaN, goal, "none ran"));
        return this;
    }

    /** A row of two values, each of which may be missing. */
    private Row row(final String what, final double ours, final double theirs, final Goal goal, final String why) {
        if (Double.isNaN(theirs)) {
            return Row.noPeer(what, text(ours), goal.text(), why);
        }
        if (Double.isNaN(ours)) {
            return new Row(what, NONE, unit.apply(theirs), NONE, goal.text(), "");
        }
        return Row.of(what, unit.apply(ours), unit.apply(theirs), ours / theirs, goal);
    }

    private String text(final double value) {
        return Double.isNaN(value) ? NONE : unit.apply(value);
    }

    List<Row> rows() {
        return rows;
    }
}
