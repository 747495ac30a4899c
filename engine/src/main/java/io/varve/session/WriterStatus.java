package io.varve.session;

import io.varve.StoreClosedException;
import io.varve.StoreFailedException;
import io.varve.agent.PaddedLong;
import io.varve.log.LogWriter;

/** What the writer tells all of its lanes: whether it takes commands, applies them, and what holds it up. */
final class WriterStatus {

    /** 0, or the code that a send returns. */
    private final PaddedLong refusal = new PaddedLong(0);
    /** 0, or why nothing that was not applied yet will ever be; set behind the last ticket that is published. */
    private final PaddedLong ended = new PaddedLong(0);
    /** 0, or the code that the log gave to the oldest command. */
    private final PaddedLong blocked = new PaddedLong(0);
    private final String name;
    private volatile Throwable cause;

    WriterStatus(final String name) {
        this.name = name;
    }

    long refusal() {
        return refusal.getAcquire();
    }

    boolean hasEnded() {
        return ended.getAcquire() != 0;
    }

    long blocked() {
        return blocked.getAcquire();
    }

    void blocked(final long code) {
        if (blocked.getPlain() != code) {
            blocked.setRelease(code);
        }
    }

    void refuse(final long code) {
        refusal.setRelease(code);
    }

    void end(final long code, final Throwable ex) {
        cause = ex;
        refusal.setRelease(code);
        ended.setRelease(code);
    }

    /** Why a command that waits in its lane has not gone yet, for messages. */
    String reason() {
        final long code = blocked();
        if (code == LogWriter.FULL) {
            return "the disk has no room for the next segment";
        }
        return code == LogWriter.BACK_PRESSURED ? "the next segment is not ready" : "the writer has not come to it";
    }

    void throwIfEnded(final String consequence) {
        if (hasEnded()) {
            throw ending(consequence);
        }
    }

    /** Why the writer has ended. */
    RuntimeException ending(final String consequence) {
        return exception(ended.getAcquire(), consequence);
    }

    /** No session is given out by a writer that takes nothing. */
    void throwIfRefusing() {
        final long code = refusal.getAcquire();
        if (code != 0) {
            throw exception(code, "no session can be taken");
        }
    }

    RuntimeException exception(final long code, final String consequence) {
        if (code == LogWriter.FAILED) {
            final Throwable ex = cause;
            return new StoreFailedException("the writer of " + name + " has failed"
                + (ex == null ? ", because the log has" : ": " + ex.getMessage()) + "; " + consequence, ex);
        }
        return new StoreClosedException("the writer of " + name + " is closed; " + consequence);
    }
}
