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
            result = apply(kind, buffer, index);
        } catch (final RuntimeException | Error ex) {
            // An exception that passed through the ring would take the command with it.
            failure = ex;
            code = LogWriter.FAILED;
            return Action.ABORT;
        }
        if (result < 0 && kind != CommandDescriptor.PROBE) {
            code = result;
            return Action.ABORT;
        }
        ticket++;
        lane.result(ticket, result);
        bytes += length;
        return bytes >= sliceBytes ? Action.BREAK : Action.CONTINUE;
    }

    private long apply(final int kind, final MutableDirectBuffer buffer, final int index) {
        return switch (kind) {
            case CommandDescriptor.RECORD -> target.record(buffer.getInt(index + CommandDescriptor.TYPE_OFFSET), buffer,
                index + CommandDescriptor.BODY_OFFSET, buffer.getInt(index + CommandDescriptor.LENGTH_OFFSET),
                buffer.getLong(index + CommandDescriptor.TIMESTAMP_OFFSET));
            case CommandDescriptor.BATCH -> target.batch(buffer, index);
            case CommandDescriptor.PROBE -> Session.NO_POSITION;
            default -> throw new IllegalStateException("a lane holds a command of the unknown kind " + kind);
        };
    }
}
