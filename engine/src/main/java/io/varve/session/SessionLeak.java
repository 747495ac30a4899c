package io.varve.session;

import java.util.concurrent.TimeUnit;

/**
 * A session that was not closed. The listener is called on the thread that found it: an agent of the log, or a thread
 * that waits for a session. It must be quick; what it throws is lost.
 *
 * @param kind       what is wrong.
 * @param laneNumber of the session.
 * @param site       class, method, file and line where the session was taken, or a sentence when that is not
 *                   remembered.
 * @param threadName of the thread that took it.
 * @param heldNs     since when, in ns.
 */
public record SessionLeak(Kind kind, int laneNumber, String site, String threadName, long heldNs) {

    /** What is wrong with a session. */
    public enum Kind {
        /** Nothing refers to the session any more. What it had open was aborted and its lane is free again. */
        LOST,
        /** The session is in use for longer than the limit. It stays in use, and is reported once. */
        HELD_TOO_LONG
    }

    /**
     * What is wrong, for people.
     *
     * @return one sentence with the place where the session was taken.
     */
    public String describe() {
        final String since = TimeUnit.NANOSECONDS.toMillis(heldNs) + " ms ago by thread " + threadName + " at " + site;
        return kind == Kind.LOST
            ? "the session on lane " + laneNumber + " was lost without being closed; it was taken " + since
            : "the session on lane " + laneNumber + " is held too long; it was taken " + since;
    }

    void warn() {
        System.getLogger("io.varve.session").log(System.Logger.Level.WARNING, describe());
    }
}
