package io.varve.io.sim;

import java.io.IOException;

/** Something that a process has open, and that dies with it. */
abstract class Handle {

    final Machine machine;
    private final Kind kind;
    private final String name;
    private final int generation;
    private boolean closed;

    Handle(final Machine machine, final Kind kind, final String name) {
        this.machine = machine;
        this.kind = kind;
        this.name = name;
        generation = machine.generation();
        machine.handles().add(this);
    }

    enum Kind { DIRECTORY, FILE, REGION, LOCK }

    final Kind kind() {
        return kind;
    }

    final boolean isClosed() {
        return closed;
    }

    /** Whether the process that has it open still lives. */
    final boolean isAlive() {
        return generation == machine.generation();
    }

    /** The beginning of a call: refused on what is dead or closed, otherwise null or the fault that hits it. */
    final SimulatedFault enter(final SimulatedCall call) {
        if (!isAlive()) {
            throw new IllegalStateException(call + " of " + this + ", which a simulated crash has left dead");
        }
        if (closed) {
            throw new IllegalStateException(call + " of " + this + ", which is closed");
        }
        return machine.enter(call);
    }

    /** The beginning of a call that changes nothing when it fails. */
    final void enterHarmless(final SimulatedCall call) throws IOException {
        final SimulatedFault fault = enter(call);
        if (fault != null) {
            throw machine.fail(fault, call, this);
        }
    }

    /**
     * Whether closing is to do something. Closing twice does nothing, and neither does closing what is dead: code that
     * a simulated crash unwinds must be able to run its {@code finally} blocks without hiding the error.
     */
    final boolean enterClose(final SimulatedCall call) {
        if (closed || !isAlive()) {
            return false;
        }
        final SimulatedFault fault = machine.enter(call);
        if (fault != null) {
            machine.fail(fault, call, this);
        }
        closed = true;
        machine.handles().remove(this);
        return true;
    }

    @Override
    public final String toString() {
        return name;
    }
}
