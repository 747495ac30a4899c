package io.varve.agent;

import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Quiescent-state reclamation: when may memory be given back that readers, who take no lock, might still look at?
 *
 * <p>A reader announces the present epoch before its first load of a shared reference and withdraws after its last one.
 * Who gives memory back first removes every reference to it with release stores, then moves the epoch on, and waits
 * until every reader is outside or has announced an epoch as new. The fences on both sides make it impossible that a
 * reader which is not seen inside still finds the old reference. See Hart et al., "Performance of memory reclamation
 * for lockless synchronization" (2007).
 *
 * <p>Any thread may register and ask whether it is quiet; a handle is used by one thread at a time, and the epoch is
 * moved on by one thread at a time.
 */
public final class ReaderEpochs {

    private static final long OFFLINE = Long.MAX_VALUE;

    private final PaddedLong epoch = new PaddedLong(1);
    private final List<Reader> readers = new CopyOnWriteArrayList<>();

    /** For one store. */
    public ReaderEpochs() {
        super();
    }

    /**
     * Register a reader.
     *
     * @return its handle, which one thread uses at a time.
     */
    public Reader register() {
        final Reader reader = new Reader();
        readers.add(reader);
        return reader;
    }

    /**
     * Move the epoch on, after all references to what is to be given back were removed with release stores.
     *
     * @return the epoch that {@link #isQuiet(long)} is to be asked for.
     */
    public long advance() {
        VarHandle.fullFence();
        final long next = epoch.getPlain() + 1;
        epoch.setRelease(next);
        VarHandle.fullFence();
        return next;
    }

    /**
     * Whether no reader can hold a reference that was removed before an epoch began.
     *
     * @param since what {@link #advance()} returned.
     * @return true when everything removed before may be given back.
     */
    public boolean isQuiet(final long since) {
        for (final Reader reader : readers) {
            if (reader.word.getAcquire() < since) {
                return false;
            }
        }
        return true;
    }

    /** A reader's registration. */
    public final class Reader implements AutoCloseable {

        private final PaddedLong word = new PaddedLong(OFFLINE);

        private Reader() {
        }

        /** Announce the present epoch; a full fence stands before the first load that follows. */
        public void enter() {
            word.setRelease(epoch.getAcquire());
            VarHandle.fullFence();
        }

        /** Withdraw: no reference taken since {@link #enter()} is used any more. */
        public void exit() {
            word.setRelease(OFFLINE);
        }

        /** Withdraw for good. */
        @Override
        public void close() {
            exit();
            readers.remove(this);
        }
    }
}
