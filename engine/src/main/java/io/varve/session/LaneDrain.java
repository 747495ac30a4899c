package io.varve.session;

import io.varve.log.LogWriter;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;

/**
 * Carries commands from a lane to the target, a slice at a time, in the order in which they were sent. A command that
 * does not go now stays at the head of its lane.
 */
final class LaneDrain implements ControlledMessageHandler {

    private final CommandTarget target;
    private final int sliceCommands;
    private final int sliceBytes;
    private Lane lane;
    private long ticket;
    private int bytes;
    private long code;
    private Throwable failure;

    LaneDrain(final CommandTarget target, final int sliceCommands, final int sliceBytes) {
        this.target = target;
        this.sliceCommands = sliceCommands;
        this.sliceBytes = sliceBytes;
    }

    /** Apply at most one slice and publish how far the lane has come; returns how many commands went. */
    int drain(final Lane from) {
        lane = from;
        final long before = from.applied();
        ticket = before;
        bytes = 0;
        code = 0;
        from.ring().controlledRead(this, sliceCommands);
        if (ticket != before) {
            from.publish(ticket);
        }
        return (int) (ticket - before);
    }

    /** Why the last slice ended before its time: a negative code of {@link LogWriter}, or 0. */
    long code() {
        return code;
    }

    /** What the target threw, if the code is FAILED because of that. */
    Throwable failure() {
        return failure;
    }

    /** Pass on what the target threw, if anything. */
    void throwFailure() {
        if (failure instanceof RuntimeException) {
            throw (RuntimeException) failure;
        }
        if (failure instanceof Error) {
            throw (Error) failure;
        }
    }

    @Override
    public Action onMessage(final int kind, final MutableDirectBuffer buffer, final int index, final int length) {
        final long result;
        try {
            result = kind == CommandDescriptor.PROBE ? Session.NO_POSITION : target.apply(kind, buffer, index);
        } catch (final RuntimeException | Error ex) {
            // An exception that passed through the ring would take the command with it.
            failure = ex;
            code = LogWriter.FAILED;
            return Action.ABORT;
        }
        if (result < 0 && result != Session.NO_POSITION) {
            code = result;
            return Action.ABORT;
        }
        ticket++;
        lane.position(ticket, result);
        if (lane.hasOutcomes() && kind != CommandDescriptor.PROBE) {
            target.outcome(lane, ticket);
        }
        bytes += length;
        return bytes >= sliceBytes ? Action.BREAK : Action.CONTINUE;
    }
}
