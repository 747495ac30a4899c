package io.varve.kv.crash;

import io.varve.Durability;
import io.varve.StoreFailedException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedCrashError;
import io.varve.io.sim.SimulatedFault;
import io.varve.io.sim.SimulatedStorage;
import io.varve.kv.KeyValueConfig;
import io.varve.kv.KeyValueReader;
import io.varve.kv.KeyValueResult;
import io.varve.kv.KeyValueStore;
import io.varve.kv.KeyValueUpload;
import io.varve.kv.PutOptions;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts long and short values, deletes and compacts on a simulated disk that loses power now and then. After each crash
 * the store must hold what the changes up to the last sequence of its log have made, each value whole, and all that was
 * durable. The same seed gives the same run.
 */
final class ChunkCrashRun {

    private static final Path PATH = Path.of("/store");
    private static final int KEYS = 10;
    private static final int MAX_LENGTH = 60_000;
    private static final int SMALL = 300;

    private record Change(int key, int length, long seed, long version, long position) {
    }

    private final Random random;
    private final SimulatedStorage storage;
    private final KeyValueConfig.Builder builder;
    private final List<Change> changes = new ArrayList<>();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[8]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[MAX_LENGTH + Long.BYTES]);
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[MAX_LENGTH]);
    private long timeNs = 1_700_000_000_000_000_000L;
    private KeyValueConfig config;
    private KeyValueStore store;
    private KeyValueReader reader;
    private KeyValueUpload upload;
    /** A change whose call has not returned. */
    private Change pending;
    private int durableChanges;
    private int crashes;
    private long removedSegments;

    ChunkCrashRun(final long seed) {
        random = new Random(seed);
        storage = new SimulatedStorage(seed).writeBackProbability(random.nextInt(4) * 0.15)
            .atomicSectors(random.nextBoolean());
        final Durability[] levels = Durability.values();
        builder = KeyValueConfig.at(PATH).durability(levels[random.nextInt(levels.length)])
            .maxSpaceAmplification(KeyValueConfig.MIN_SPACE_AMPLIFICATION + random.nextInt(5) * 0.1)
            .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)
                .forceIntervalNs(1 + random.nextInt(20)).forceIntervalBytes(1 + random.nextInt(30_000))
                .clock(() -> timeNs).ids(random::nextLong));
    }

    int crashes() {
        return crashes;
    }

    long removedSegments() {
        return removedSegments;
    }

    void run(final int steps) {
        open();
        for (int i = 0; i < steps; i++) {
            final long before = died();
            try {
                step();
            } catch (final SimulatedCrashError | StoreFailedException | IllegalStateException ex) {
                if (died() == before) {
                    throw ex;
                }
            }
            if (died() == before) {
                noteDurable(store.durablePosition());
            } else {
                recover();
            }
        }
        storage.crash();
        recover();
        abandon();
    }

    private long died() {
        return storage.counters().crashes() + storage.counters().kills();
    }

    private void step() {
        timeNs += 1 + random.nextInt(5);
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> put(random.nextInt(MAX_LENGTH));
            case 4, 5, 6 -> put(random.nextInt(SMALL));
            case 7 -> upload();
            case 8 -> delete();
            case 9, 10, 11 -> compact();
            case 12 -> storage.crash();
            case 13 -> storage.killProcess();
            case 14 -> storage.failAt(1 + random.nextInt(60), random.nextInt(3) == 0 ? SimulatedFault.KILL
                : SimulatedFault.CRASH);
            default -> checkAll(changes.size());
        }
    }

    private void prepare(final int length) {
        final int number = random.nextInt(KEYS);
        final long seed = random.nextLong();
        key.putLong(0, number);
        writeValue(seed, length);
        pending = new Change(number, length, seed, 0, 0);
    }

    private void writeValue(final long seed, final int length) {
        for (int at = 0; at < length; at += Long.BYTES) {
            value.putLong(at, seed + at * 0x9e3779b97f4a7c15L);
        }
    }

    private void put(final int length) {
        prepare(length);
        change(() -> store.writer().put(key, 0, Long.BYTES, value, 0, length));
    }

    private void delete() {
        prepare(-1);
        if (newest(pending.key(), changes.size()) == null) {
            pending = null;
        } else {
            change(() -> store.writer().delete(key, 0, Long.BYTES));
        }
    }

    /** Other work comes in between. */
    private void upload() {
        final int length = random.nextInt(MAX_LENGTH);
        prepare(length);
        final Change begun = pending;
        pending = null;
        upload.begin(new PutOptions(), key, 0, Long.BYTES, length);
        int done = 0;
        while (done < length) {
            final int part = 1 + random.nextInt(length - done);
            writeValue(begun.seed(), length);
            upload.write(value, done, part);
            done += part;
            if (random.nextBoolean()) {
                put(random.nextInt(SMALL));
            } else {
                compact();
            }
        }
        pending = begun;
        change(upload::commit);
    }

    private void change(final LongSupplier call) {
        final long version = call.getAsLong();
        require(version > 0, "code " + version);
        changes.add(new Change(pending.key(), pending.length(), pending.seed(), version, store.writer().position()));
        pending = null;
        if (config.log().durability().waits()) {
            noteDurable(store.writer().position() + 1);
        }
    }

    private void noteDurable(final long position) {
        while (durableChanges < changes.size() && changes.get(durableChanges).position() < position) {
            durableChanges++;
        }
    }

    private void compact() {
        store.compaction().trigger();
        final int rounds = random.nextInt(40);
        for (int i = 0; i < rounds; i++) {
            timeNs += 3_000_000;
            config.log().agents().doWork();
            store.writer().doWork();
            storage.step();
        }
    }

    private void recover() {
        crashes++;
        storage.clearFaults();
        open();
        final long last = store.recovery().nextSequence() - 1;
        int survived = 0;
        while (survived < changes.size() && changes.get(survived).version() <= last) {
            survived++;
        }
        require(survived >= durableChanges, survived + " changes survived, " + durableChanges + " were durable");
        changes.subList(survived, changes.size()).clear();
        notePending();
        durableChanges = changes.size();
        pending = null;
        checkAll(changes.size());
        final long versions = versions();
        storage.killProcess();
        open();
        checkAll(changes.size());
        require(versions == versions(), "another recovery found other versions");
    }

    /** The call that has not returned: its record is there, or not. */
    private void notePending() {
        if (pending == null) {
            return;
        }
        key.putLong(0, pending.key());
        final Change newest = newest(pending.key(), changes.size());
        final long version = reader.version(key, 0, Long.BYTES);
        final long before = newest == null ? 0 : newest.version();
        if (version > before || pending.length() < 0 && version == 0) {
            changes.add(new Change(pending.key(), pending.length(), pending.seed(), version, 0));
        }
    }

    private long versions() {
        long sum = 0;
        for (int number = 0; number < KEYS; number++) {
            key.putLong(0, number);
            sum = 31 * sum + reader.version(key, 0, Long.BYTES);
        }
        return sum;
    }

    private Change newest(final int number, final int count) {
        for (int i = count - 1; i >= 0; i--) {
            if (changes.get(i).key() == number) {
                return changes.get(i).length() < 0 ? null : changes.get(i);
            }
        }
        return null;
    }

    private void checkAll(final int count) {
        for (int number = 0; number < KEYS; number++) {
            final Change expected = newest(number, count);
            key.putLong(0, number);
            final int length = reader.get(key, 0, Long.BYTES, target, 0);
            require(length == (expected == null ? KeyValueResult.NOT_FOUND : expected.length()),
                "key " + number + " has length " + length + " in place of " + expected);
            if (expected != null) {
                require(reader.lastVersion() == expected.version(), "key " + number + " has another version");
                writeValue(expected.seed(), length);
                for (int i = 0; i < length; i++) {
                    require(target.getByte(i) == value.getByte(i), "the value of key " + number + " is wrong");
                }
            }
        }
    }

    private static void require(final boolean holds, final String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }

    private void open() {
        abandon();
        config = builder.log(log -> log.agents(EngineAgents.invoked())).build();
        store = KeyValueStore.open(config);
        reader = store.reader();
        upload = store.writer().newUpload();
    }

    private void abandon() {
        if (store == null) {
            return;
        }
        removedSegments += store.compaction().removedSegments();
        try {
            reader.close();
            store.close();
        } catch (final RuntimeException ex) {
            // It was closed all the same: its machine is dead.
        }
        store = null;
    }
}
