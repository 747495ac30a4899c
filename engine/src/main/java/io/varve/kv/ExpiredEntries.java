package io.varve.kv;

import io.varve.agent.PaddedLong;

/**
 * Entries of the index whose keys have expired, on their way from the agent that has found them to the writer: a queue
 * of two longs each, for one thread at either end.
 */
final class ExpiredEntries {

    private static final int CAPACITY = 1 << 10;
    private static final int MASK = CAPACITY - 1;

    private final long[] hashes = new long[CAPACITY];
    private final long[] addresses = new long[CAPACITY];
    private final PaddedLong offered = new PaddedLong(0);
    private final PaddedLong taken = new PaddedLong(0);
    /** How many records that expire were stored; written by the writer. */
    private final PaddedLong expiring = new PaddedLong(0);
    /** How many entries were cleared; written by the writer. */
    private final PaddedLong cleared = new PaddedLong(0);

    /** Agent: add an entry; false when the queue is full. */
    boolean offer(final long hash, final long address) {
        final long at = offered.getPlain();
        if (at - taken.getAcquire() == CAPACITY) {
            return false;
        }
        hashes[(int) at & MASK] = hash;
        addresses[(int) at & MASK] = address;
        offered.setRelease(at + 1);
        return true;
    }

    /** Writer: whether there is none. */
    boolean isEmpty() {
        return offered.getAcquire() == taken.getPlain();
    }

    /** Writer: hash of the first entry, of which there is one. */
    long hash() {
        return hashes[(int) taken.getPlain() & MASK];
    }

    /** Writer: address of the first entry, of which there is one. */
    long address() {
        return addresses[(int) taken.getPlain() & MASK];
    }

    /** Writer: drop the first entry. */
    void take() {
        taken.setRelease(taken.getPlain() + 1);
    }

    /** Writer: a record that expires was stored. */
    void noteExpiring() {
        expiring.setRelease(expiring.getPlain() + 1);
    }

    /** Any thread: grows when a record that expires was stored. */
    long expiring() {
        return expiring.getAcquire();
    }

    /** Writer: an entry was cleared. */
    void noteCleared() {
        cleared.setRelease(cleared.getPlain() + 1);
    }

    /** Any thread: how many entries were cleared. */
    long cleared() {
        return cleared.getAcquire();
    }
}
