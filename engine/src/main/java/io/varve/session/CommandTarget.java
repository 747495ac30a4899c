package io.varve.session;

import org.agrona.DirectBuffer;

/**
 * What a writer does with the commands of its lanes. The first group is called by the writer's thread only.
 *
 * <p>Results are positions, or the negative codes of {@link io.varve.log.LogWriter}; a command with a negative result
 * has stored nothing.
 */
interface CommandTarget {

    /** The calling thread is the writer's from now on. */
    void takeOver();

    /** A duty cycle begins: time may go on. */
    void beginCycle();

    /** Append one record. */
    long record(int type, DirectBuffer buffer, int offset, int length, long timestampNs);

    /** Append a batch that was laid out as {@link CommandDescriptor} says; the result is the last record's position. */
    long batch(DirectBuffer buffer, int offset);

    /** Run the agents of the log where no thread of theirs does. */
    int runAgents();

    /** The longest body of a record, in bytes. */
    int maxRecordLength();

    /** The most bytes that the frames of a batch may take. */
    int maxBatchLength();

    /** Whether waiting for a ticket means waiting until it is durable. By any thread, as everything below. */
    boolean waitsForDurable();

    long durablePosition();

    /** Wait until the record at a position is durable. */
    void awaitDurable(long position, long timeoutNs);

    /** For messages: what is being written to. */
    String name();
}
