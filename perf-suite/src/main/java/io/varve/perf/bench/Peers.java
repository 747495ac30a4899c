package io.varve.perf.bench;

import java.util.List;
import java.util.Map;

/** Rows that compare Varve with a peer. */
final class Peers {

    private Peers() {
    }

    /** Compare a rate of Varve with the {@code rate} of a peer: the higher one is better. A goal of 0 is none. */
    static Row rate(final String what, final String name, final Forks forks, final BenchOptions options,
        final Map<Targets, List<TrialValues>> results, final Targets peer, final double goal) {
        final double varve = Median.of(results.get(Targets.VARVE), name);
        final String title = what + peer.title();
        final Goal wanted = goal > 0 ? Goal.atLeast(goal) : Goal.NONE;
        final String why = forks.whyNot(peer, options);
        if (why != null) {
            return Row.noPeer(title, Row.millions(varve), wanted.text(), why);
        }
        final double other = Median.of(results.get(peer), "rate");
        return Row.of(title, Row.millions(varve), Row.millions(other), varve / other, wanted);
    }
}
