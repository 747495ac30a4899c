package io.varve.io.sim;

import java.util.ArrayList;
import java.util.List;

/** The faults that are still to come. */
final class FaultPlan {

    private final List<Planned> planned = new ArrayList<>(2);
    private int hits;

    /** @param call null for the calls that the fault hits by default. */
    void add(final SimulatedCall call, final long ordinal, final SimulatedFault fault, final boolean lasting) {
        if (ordinal < 1) {
            throw new IllegalArgumentException("calls are counted from 1: " + ordinal);
        }
        if (call != null && !fault.canHit(call)) {
            throw new IllegalArgumentException(fault + " cannot happen at " + call);
        }
        planned.add(new Planned(call, fault, lasting, ordinal));
    }

    void clear() {
        planned.clear();
    }

    boolean isEmpty() {
        return planned.isEmpty();
    }

    int hits() {
        return hits;
    }

    void copyFrom(final FaultPlan other) {
        planned.clear();
        for (final Planned fault : other.planned) {
            planned.add(new Planned(fault.call, fault.fault, fault.lasting, fault.callsLeft));
        }
        hits = other.hits;
    }

    /**
     * Count the call, and say what goes wrong with it: the one planned first when several are due; null for nothing.
     */
    SimulatedFault next(final SimulatedCall call) {
        SimulatedFault result = null;
        for (int i = 0; i < planned.size(); i++) {
            final Planned candidate = planned.get(i);
            if (candidate.counts(call) && --candidate.callsLeft <= 0) {
                if (result == null) {
                    result = candidate.fault;
                }
                if (!candidate.lasting) {
                    planned.remove(i--);
                }
            }
        }
        if (result != null) {
            hits++;
        }
        return result;
    }

    private static final class Planned {

        private final SimulatedCall call;
        private final SimulatedFault fault;
        private final boolean lasting;
        private long callsLeft;

        private Planned(
            final SimulatedCall call, final SimulatedFault fault, final boolean lasting, final long callsLeft) {
            this.call = call;
            this.fault = fault;
            this.lasting = lasting;
            this.callsLeft = callsLeft;
        }

        private boolean counts(final SimulatedCall candidate) {
            return call == null ? fault.hitsByDefault(candidate) : call == candidate;
        }
    }
}
