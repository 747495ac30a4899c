package io.varve.kv.kill;

import io.varve.Durability;
import io.varve.kv.Compaction;
import io.varve.kv.KeyValueConfig;
import io.varve.kv.KeyValueStore;
import io.varve.kv.KeyValueWriter;
import io.varve.log.LogConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** A process that puts and deletes until it is killed, and says in {@link KeyStates} what it does. */
final class ChangingChild {

    private static final int FEW_KEYS = 12;

    private final KeyValueStore store;
    private final KeyStates states;
    private final Random random;

    private ChangingChild(final KeyValueStore store, final KeyStates states, final long seed) {
        this.store = store;
        this.states = states;
        random = new Random(seed);
    }

    public static void main(final String[] args) throws IOException {
        final KeyStates states = KeyStates.map(Path.of(args[1]));
        states.header(KeyStates.OPENING_OFFSET, 1);
        try (KeyValueStore store = KeyValueStore.open(config(Path.of(args[0]), Durability.valueOf(args[2])))) {
            states.verify(store);
            new ChangingChild(store, states, Long.parseLong(args[3])).run();
        }
    }

    static KeyValueConfig config(final Path path, final Durability durability) {
        return KeyValueConfig.at(path).durability(durability)
            .log(log -> log.segmentLength(LogConfig.MIN_SEGMENT_LENGTH)).build();
    }

    private void run() {
        final Compaction compaction = store.compaction();
        for (long changes = 1;; changes++) {
            final int key = random.nextInt(random.nextInt(8) == 0 ? KeyStates.KEYS : FEW_KEYS);
            if (states.isThere(key) && random.nextInt(5) == 0) {
                delete(key);
            } else {
                put(key);
            }
            store.writer().doWork();
            states.header(KeyStates.VICTIMS_OFFSET, compaction.victims());
            states.header(KeyStates.REMOVED_OFFSET, compaction.removedSegments());
            states.header(KeyStates.MOVED_OFFSET, compaction.movedRecords());
            states.header(KeyStates.CHANGES_OFFSET, changes);
        }
    }

    private void put(final int key) {
        final KeyValueWriter writer = store.writer();
        final long number = states.lastNumber(key) + 1;
        final int keyLength = states.prepareKey(key);
        final int length = states.prepareValue(key, number);
        states.pending(key, KeyStates.put(number));
        final long version = writer.put(states.key(), 0, keyLength, states.value(), 0, length);
        states.acknowledged(key, KeyStates.put(number), version);
    }

    private void delete(final int key) {
        final long number = states.lastNumber(key) + 1;
        final int keyLength = states.prepareKey(key);
        states.pending(key, KeyStates.delete(number));
        if (store.writer().delete(states.key(), 0, keyLength) < 0) {
            throw new AssertionError("key " + key + " was not there");
        }
        states.acknowledged(key, KeyStates.delete(number), 0);
    }
}
