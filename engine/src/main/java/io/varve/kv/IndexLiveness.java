package io.varve.kv;

import io.varve.agent.ReaderEpochs;
import io.varve.index.IndexProbe;
import io.varve.kv.compaction.Liveness;
import io.varve.kv.record.ChunkList;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;

/** Asks the index of a store, announced to the reclaimer. Used by one thread. */
final class IndexLiveness implements Liveness {

    private final KeyValueStore store;
    private final SegmentSlots slots;
    private final ReaderEpochs.Reader registration;
    private KeyIndex index;
    private IndexProbe probe;

    IndexLiveness(final KeyValueStore store, final SegmentSlots slots, final ReaderEpochs epochs) {
        this.store = store;
        this.slots = slots;
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
    public boolean isChunkLive(
        final byte[] key, final long keyAt, final int keyLength, final int number, final long position) {
        try {
            probe.begin(index.hashes().hash(key, keyAt, keyLength));
            long candidate = probe.next();
            while (candidate != IndexProbe.NOT_FOUND) {
                final byte[] memory = slots.memory(candidate);
                final long frame = slots.frame(candidate);
                final int head = KeyValueDescriptor.head(memory, frame);
                if (KeyValueDescriptor.isKey(memory, frame, head, key, keyAt, keyLength)) {
                    final int valueOffset = KeyValueDescriptor.valueOffset(head);
                    return KeyValueDescriptor.isChunked(head) && ChunkList.names(memory, frame + valueOffset,
                        KeyValueDescriptor.frameLength(memory, frame) - valueOffset, number, position);
                }
                candidate = probe.next();
            }
            return false;
        } catch (final InternalError ex) {
            // The record cannot be read; the writer asks again.
            return true;
        }
    }

    @Override
    public long nowMs() {
        return store.nowMs();
    }
}
