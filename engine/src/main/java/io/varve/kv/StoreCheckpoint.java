package io.varve.kv;

import io.varve.agent.PaddedLong;
import io.varve.agent.ReaderEpochs;
import io.varve.kv.checkpoint.CheckpointSource;
import io.varve.kv.checkpoint.SegmentEntry;
import io.varve.kv.compaction.BytesBySlot;
import io.varve.kv.compaction.TombstonesBySlot;
import io.varve.kv.record.SegmentSlots;
import io.varve.store.SegmentHeader;
import java.util.ArrayList;
import java.util.List;
import org.agrona.UnsafeApi;

/** What a checkpoint of an open store is made of. */
final class StoreCheckpoint implements CheckpointSource {

    /** The counts of a moment in which the writer changes nothing are exact; after so many tries others must do. */
    private static final int TRIES = 8;

    private final PaddedLong indexed;
    private final SegmentSlots slots;
    private final BytesBySlot liveBytes;
    private final TombstonesBySlot tombstones;
    private final ReaderEpochs.Reader registration;
    private volatile KeyIndex index;

    StoreCheckpoint(final PaddedLong indexed, final SegmentSlots slots, final BytesBySlot liveBytes,
        final TombstonesBySlot tombstones, final ReaderEpochs epochs, final KeyIndex index) {
        this.indexed = indexed;
        this.slots = slots;
        this.liveBytes = liveBytes;
        this.tombstones = tombstones;
        this.index = index;
        registration = epochs.register();
    }

    @Override
    public void begin() {
        slots.hold();
    }

    @Override
    public void end() {
        slots.release();
    }

    @Override
    public long indexedPosition() {
        return indexed.getAcquire();
    }

    @Override
    public Index index() {
        final KeyIndex present = index;
        return new Index(present.table(), present.hashes().seed());
    }

    @Override
    public Segments segments() {
        registration.enter();
        try {
            return exactSegments();
        } finally {
            registration.exit();
        }
    }

    private Segments exactSegments() {
        List<SegmentEntry> entries = entries();
        long before = -1;
        long end = indexed.getAcquire();
        for (int i = 0; i < TRIES && before != end; i++) {
            before = end;
            entries = entries();
            end = indexed.getAcquire();
        }
        return new Segments(end, entries);
    }

    private List<SegmentEntry> entries() {
        final List<SegmentEntry> entries = new ArrayList<>();
        for (int slot = 0; slot < slots.capacity(); slot++) {
            final int number = slots.segmentIn(slot);
            if (number != SegmentSlots.NONE) {
                final long roll = SegmentSlots.address(slot, SegmentHeader.LENGTH);
                entries.add(new SegmentEntry(slot, number, liveBytes.get(slot), tombstones.word(slot),
                    UnsafeApi.getLongVolatile(slots.memory(roll), slots.frame(roll))));
            }
        }
        return entries;
    }
}
