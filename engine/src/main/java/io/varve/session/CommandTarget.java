package io.varve.session;

import org.agrona.MutableDirectBuffer;

/** What a writer does with the commands of its lanes. The first group is called by the writer's thread only. */
interface CommandTarget {

    /** The calling thread is the writer's from now on. */
    void takeOver();

    /** A duty cycle begins: time may go on. */
    void beginCycle();

    /**
     * Carry a command out. The result is a position such that everything that the command has stored or seen is durable
     * when that is, or {@link Session#NO_POSITION} when there is none; or a greater negative number, a code of {@link
     * io.varve.log.LogWriter}: then nothing has happened, and the command waits at the head of its lane.
     */
    long apply(int kind, MutableDirectBuffer buffer, int offset);

    /** Whether a command has more of a result than its position. By any thread. */
    boolean hasOutcomes();

    /** Tell a lane that has room for it what else the command that was carried out last has come to. */
    void outcome(Lane lane, long ticket);

    /** Do what is to be done when no command waits; returns how much was done. */
    int idle();

    /** Run the agents of the log where no thread of theirs does. */
    int runAgents();

    /** Whether waiting for a ticket means waiting until it is durable. By any thread, as everything below. */
    boolean waitsForDurable();

    long durablePosition();

    /** Wait until the record at a position is durable. */
    void awaitDurable(long position, long timeoutNs);

    /** For messages: what is being written to. */
    String name();
}
