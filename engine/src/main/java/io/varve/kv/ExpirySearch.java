package io.varve.kv;

import io.varve.agent.ReaderEpochs;
import io.varve.index.IndexScan;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Goes over the index, a slice at a time, and hands entries whose keys have expired to the writer. It rests between two
 * passes; while no key expires at all, until one is stored that does.
 */
final class ExpirySearch implements Agent {

    private static final int SLICE = 32;
    private static final long REST_NS = TimeUnit.SECONDS.toNanos(1);

    private final KeyValueStore store;
    private final SegmentSlots slots;
    private final StoreClock clock;
    private final NanoClock monotonicClock;
    private final ExpiredEntries entries;
    private final ReaderEpochs.Reader registration;

    private KeyIndex index;
    private IndexScan scan;
    private long cursor = IndexScan.END;
    private long restsSinceNs;
    /** Whether the present pass, or the last one, has seen a key that will expire. */
    private boolean seen = true;
    private long expiringAtStart = -1;

    ExpirySearch(final KeyValueStore store, final SegmentSlots slots, final StoreClock clock,
        final ExpiredEntries entries, final ReaderEpochs epochs) {
        this.store = store;
        this.slots = slots;
        this.clock = clock;
        this.entries = entries;
        monotonicClock = store.config().log().monotonicClock();
        restsSinceNs = monotonicClock.nanoTime() - REST_NS;
        registration = epochs.register();
    }

    @Override
    public String roleName() {
        return "expiry-search";
    }

    @Override
    public int doWork() {
        if (cursor == IndexScan.END && isResting()) {
            return 0;
        }
        registration.enter();
        try {
            final KeyIndex present = store.index();
            if (present == null) {
                return 0;
            }
            if (present != index || cursor == IndexScan.END) {
                begin(present);
            }
            return searchSlice();
        } finally {
            registration.exit();
        }
    }

    private boolean isResting() {
        return monotonicClock.nanoTime() - restsSinceNs < REST_NS
            || !seen && entries.expiring() == expiringAtStart;
    }

    private void begin(final KeyIndex present) {
        if (present != index) {
            index = present;
            scan = present.table().scan();
        }
        expiringAtStart = entries.expiring();
        seen = false;
        cursor = scan.begin();
    }

    private int searchSlice() {
        final long nowMs = clock.nowMs();
        int groups = 0;
        while (groups < SLICE && cursor != IndexScan.END) {
            if (!handOver(scan.read(cursor), nowMs)) {
                // The queue is full: the group comes again.
                return groups;
            }
            cursor = scan.after(cursor);
            groups++;
        }
        if (cursor == IndexScan.END) {
            restsSinceNs = monotonicClock.nanoTime();
        }
        return groups;
    }

    private boolean handOver(final int count, final long nowMs) {
        for (int i = 0; i < count; i++) {
            final long address = scan.address(i);
            final byte[] memory = slots.memory(address);
            final long frame = slots.frame(address);
            final int head = KeyValueDescriptor.head(memory, frame);
            if ((KeyValueDescriptor.flags(head) & KeyValueDescriptor.EXPIRES) != 0) {
                seen = true;
                if (KeyValueDescriptor.expireAt(memory, frame) <= nowMs && !entries.offer(scan.hash(i), address)) {
                    return false;
                }
            }
        }
        return true;
    }
}
