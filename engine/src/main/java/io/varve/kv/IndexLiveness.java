package io.varve.kv;

import io.varve.agent.ReaderEpochs;
import io.varve.index.IndexProbe;
import io.varve.kv.compaction.Liveness;

/** Asks the index of a store, announced to the reclaimer. Used by one thread. */
final class IndexLiveness implements Liveness {

    private final KeyValueStore store;
    private final ReaderEpochs.Reader registration;
    private KeyIndex index;
    private IndexProbe probe;

    IndexLiveness(final KeyValueStore store, final ReaderEpochs epochs) {
        this.store = store;
        registration = epochs.register();
    }

    @Override
    public void begin() {
        registration.enter();
        final KeyIndex present = store.index();
        if (present != index && present != null) {
            index = present;
            probe = present.table().probe();
        }
    }

    @Override
    public void end() {
        registration.exit();
    }

    @Override
    public boolean isLive(final byte[] key, final long keyAt, final int keyLength, final long address) {
        probe.begin(index.hashes().hash(key, keyAt, keyLength));
        long candidate = probe.next();
        while (candidate != address && candidate != IndexProbe.NOT_FOUND) {
            candidate = probe.next();
        }
        return candidate != IndexProbe.NOT_FOUND;
    }

    @Override
    public long nowMs() {
        return store.nowMs();
    }
}
