package io.varve.perf.bench;

import io.varve.Durability;
import io.varve.kv.KeyValueConfig;
import io.varve.kv.KeyValueStore;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What comes before an opening: fill a store and close it, or put so many of its keys again as may be put before a
 * checkpoint is due, and be killed.
 */
final class KeyValueOpenFillTrial implements Trial {

    /** Put again what is nearly, but not quite, due for a checkpoint. */
    private static final double PART_OF_DUE = 0.95;
    private static final int DUE_SEGMENTS = 8;
    private static final int SEED = 7;

    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KeyValueData.KEY_LENGTH]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[KeyValueData.VALUE_LENGTH]);

    /** Where the store of these trials is. */
    static Path store(final TrialValues values) {
        return Path.of(values.text("dir")).resolve("store");
    }

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final Path directory = store(values);
        final long keys = values.number("keys");
        KeyValueData.fill(value);
        return values.text("end").equals("kill") ? putAgain(directory, keys) : fill(directory, keys);
    }

    private TrialValues fill(final Path directory, final long keys) {
        final long startNs = System.nanoTime();
        try (KeyValueStore store =
            KeyValueStore.open(KeyValueConfig.at(directory).durability(Durability.NONE).build())) {
            for (long i = 0; i < keys; i++) {
                put(store, i);
            }
        }
        return new TrialValues().put("fill", System.nanoTime() - startNs);
    }

    @SuppressWarnings("resource")
    private TrialValues putAgain(final Path directory, final long keys) throws IOException {
        final long image = Files.size(directory.resolve(StoreFileNames.CHECKPOINT));
        // Not closed: the parent kills this process.
        final KeyValueStore store = KeyValueStore.open(KeyValueConfig.at(directory).build());
        final long due = Math.max(DUE_SEGMENTS * (long) store.config().log().segmentLength(), 2 * image);
        final SplittableRandom random = new SplittableRandom(SEED);
        final long start = put(store, 0);
        long position = start;
        while (position - start < due * PART_OF_DUE) {
            position = put(store, random.nextLong(keys));
        }
        System.out.println(
            new TrialValues().put("kill", true).put("checkpoints", store.checkpoints()).toLine());
        System.out.flush();
        while (true) {
            Pause.millis(1_000);
        }
    }

    private long put(final KeyValueStore store, final long keyNumber) {
        KeyValueData.putKey(key, keyNumber);
        KeyValueData.putNumber(value, keyNumber);
        if (store.writer().put(key, 0, KeyValueData.KEY_LENGTH, value, 0, KeyValueData.VALUE_LENGTH) < 0) {
            throw new IllegalStateException("key " + keyNumber + " was not put");
        }
        return store.writer().position();
    }
}
