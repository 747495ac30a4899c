package io.varve.kv.model;

import java.util.Random;

/** Copies the index entry by entry while the writer goes on, then publishes the copy. */
final class ModelCheckpointer {

    private final SimulatedDisk disk;
    private final ModelStore store;
    private final Variant variant;
    private final int[] entries = new int[SimulatedDisk.KEYS];
    private int start;
    private int copied;

    ModelCheckpointer(final SimulatedDisk disk, final ModelStore store, final Variant variant) {
        this.disk = disk;
        this.store = store;
        this.variant = variant;
    }

    void step(final Random random) {
        if (copied == 0) {
            start = disk.end();
        }
        for (int left = 1 + random.nextInt(entries.length); left > 0 && copied < entries.length; left--) {
            entries[copied] = store.entry(copied);
            copied++;
        }
        if (copied == entries.length) {
            final int end = disk.end();
            if (!variant.publishesBeforeForce()) {
                disk.force();
            }
            disk.publish(new Checkpoint(entries.clone(), start, end));
            copied = 0;
        }
    }
}
