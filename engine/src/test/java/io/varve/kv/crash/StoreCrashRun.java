package io.varve.kv.crash;

import static io.varve.kv.crash.KeyModel.require;

import io.varve.Durability;
import io.varve.StoreFailedException;
import io.varve.StoreFullException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SeededRandom;
import io.varve.io.sim.SimulatedCrashError;
import io.varve.io.sim.SimulatedFault;
import io.varve.io.sim.SimulatedStorage;
import io.varve.kv.KeyValueConfig;
import io.varve.kv.KeyValueReader;
import io.varve.kv.KeyValueResult;
import io.varve.kv.KeyValueStore;
import io.varve.log.LogConfig;
import io.varve.log.RecoveryResult;
import io.varve.store.StoreFileNames;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Runs a workload on a simulated disk and checks the store after every crash. The same seed gives the same run.
 *
 * <p>A further operation of the writer is a kind of {@link StoreOperation} that describes its {@link Change}s to
 * {@link #change}; a further agent of the store runs with the others in {@link #work}.
 */
final class StoreCrashRun {

    private static final Path PATH = Path.of("/store");
    private static final int SEGMENT_LENGTH = LogConfig.MIN_SEGMENT_LENGTH;
    private static final int MAX_LENGTH = 4_096;
    private static final int[] VALUE_LENGTHS = {900, MAX_LENGTH};
    private static final int RARELY_COLD = 16;
    private static final int SMALL = 60;
    private static final int SMALL_OF = 4;
    private static final int CALM_OF = 4;
    /** Every so often a recovered store is looked at byte by byte, too. */
    private static final int LOOK_CLOSELY = 6;

    private final SimulatedStorage storage;
    private final KeyValueConfig.Builder builder;
    private final CrashCounts counts;
    private final KeyModel model;
    /**
     * Whether most keys are put once, in the beginning, and hardly ever again: old segments then stay for long, and
     * what keeps the dead versions in them dead moves on and on in front of them.
     */
    private final boolean cold;
    private final int hotKeys;
    private final int maxLength;
    /** Of {@link #SMALL_OF} values so many are small. */
    private final int smallValues;
    /** Of {@link #CALM_OF} crashes so many do not happen. */
    private final int calm;
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[64]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[5_000]);
    private long timeNs = 1_700_000_000_000_000_000L;
    private KeyValueConfig config;
    private KeyValueStore store;
    private KeyValueReader reader;
    private boolean failed;
    private long knownPowerLosses;
    private long knownKills;
    private int knownFaults;
    private boolean forceMayFail;
    /** How many changes had been made when the machine was known to be alive. */
    private int madeAlive;

    StoreCrashRun(final long seed, final CrashCounts counts) {
        this.counts = counts;
        final SeededRandom random = new SeededRandom(seed ^ 0x5eed);
        storage = new SimulatedStorage(seed).writeBackProbability(random.nextInt(4) * 0.15)
            .atomicSectors(random.nextBoolean());
        cold = random.nextBoolean();
        model = new KeyModel(cold ? random.nextBetween(30, 45) : random.nextBetween(8, 60));
        hotKeys = cold ? random.nextBetween(2, 8) : random.nextBetween(3, model.keys());
        smallValues = random.nextInt(SMALL_OF);
        calm = random.nextInt(CALM_OF);
        maxLength = cold ? MAX_LENGTH : VALUE_LENGTHS[random.nextInt(VALUE_LENGTHS.length)];
        builder = KeyValueConfig.at(PATH)
            .durability(Durability.values()[random.nextInt(Durability.values().length)])
            .maxSpaceAmplification(KeyValueConfig.MIN_SPACE_AMPLIFICATION + random.nextInt(10) * 0.1)
            .log(log -> log.storage(storage).segmentLength(SEGMENT_LENGTH)
                .forceIntervalNs(1 + random.nextInt(20)).forceIntervalBytes(1 + random.nextInt(30_000))
                .preparedSegments(2 + random.nextInt(2)).touchAheadBytes(random.nextInt(2) * 8192L)
                .verifyAll(random.nextInt(4) == 0).clock(() -> timeNs).ids(random::nextLong));
    }

    void run(final List<StoreOperation> operations) {
        try {
            open();
            putAll(cold, 1);
            for (final StoreOperation operation : operations) {
                step(operation);
            }
            restart(false);
            closeAndReopen();
        } finally {
            abandon();
            counts.powerLosses += storage.counters().crashes();
            counts.kills += storage.counters().kills();
        }
    }

    private void step(final StoreOperation operation) {
        timeNs += 1 + operation.number(5);
        try {
            alive();
            apply(operation);
            if (hasDied()) {
                // In an agent, which keeps what it met to itself.
                recoverFromDeath();
            } else if (hasFailed()) {
                restartAfterFailure();
            } else {
                model.durable(store.durablePosition());
            }
        } catch (final SimulatedCrashError crash) {
            recoverFromDeath();
        } catch (final IllegalStateException ex) {
            // A crash behind which something else failed; the next call finds all dead.
            if (!hasDied()) {
                throw ex;
            }
            recoverFromDeath();
        }
    }

    private void apply(final StoreOperation operation) {
        if (operation.kind().isCrash() && (operation.number() >>> 40) % CALM_OF < calm) {
            return;
        }
        switch (operation.kind()) {
            case PUT -> put(putOf(operation, 0));
            case PUTS -> repeat(1 + operation.number(24), i -> put(putOf(operation, i)));
            case PUT_ALL -> putAll(!cold, operation.number());
            case DELETE -> delete(keyOf(operation, 0));
            case DELETES -> repeat(1 + operation.number(24), i -> delete(keyOf(operation, i)));
            case DELETE_ALL -> repeat(cold ? hotKeys : model.keys(), this::delete);
            case PUT_IF -> putIf(operation);
            case DELETE_IF -> deleteIf(operation);
            case READ -> checkKey(keyOf(operation, 0));
            case FORCE -> force();
            case WORK -> work(operation.number(12), operation.number(3) == 0 ? 6_000_000L : 1);
            case SLICE -> store.writer().doWork();
            case COMPACT -> compact(operation);
            case PAUSE -> store.compaction().pause();
            case RESUME -> store.compaction().resume();
            case STEP -> storage.step();
            case REOPEN -> closeAndReopen();
            case CRASH -> restart(false);
            case KILL -> restart(true);
            case END_IN_COMPACTION -> endInCompaction(operation);
            case LOSE_MARK -> loseMark(operation.number(2) == 0);
            case CRASH_IN_CALL -> storage.failAt(1 + operation.number(60), SimulatedFault.CRASH);
            case KILL_IN_CALL -> storage.failAt(1 + operation.number(60), SimulatedFault.KILL);
            case CRASH_IN_RECOVERY -> crashInRecovery(operation);
            case FORCE_FAILS -> failForce(operation);
            case NO_SPACE -> storage.failAt(1 + operation.number(6), SimulatedFault.NO_SPACE);
            default -> throw new IllegalStateException("no rule for " + operation);
        }
    }

    /** Most changes go to a few keys, so that segments full of the others stay and those behind them are removed. */
    private int keyOf(final StoreOperation operation, final int index) {
        final long number = (operation.number() >>> 8) + index * (operation.number() >>> 20 & 0xff);
        return (int) (number % (number % RARELY_COLD == 0 ? model.keys() : hotKeys));
    }

    private interface Indexed {

        void run(int index);
    }

    private void repeat(final int times, final Indexed part) {
        for (int i = 0; i < times && !hasFailed() && !hasDied(); i++) {
            timeNs++;
            part.run(i);
        }
    }

    private Change putOf(final StoreOperation operation, final int index) {
        final long number = operation.number() >>> index % 30;
        final int length = (int) ((number >>> 2) % ((number % SMALL_OF < smallValues ? SMALL : maxLength) + 1));
        return Change.put(keyOf(operation, index), length, operation.number() + index);
    }

    private void put(final Change change) {
        final int keyLength = prepare(change);
        change(change, () -> store.writer().put(key, 0, keyLength, value, 0, change.length()));
    }

    private void putAll(final boolean wanted, final long seed) {
        repeat(wanted ? model.keys() : 0, i -> put(Change.put(i, maxLength, seed + i)));
    }

    private void delete(final int keyNumber) {
        final Change change = Change.delete(keyNumber);
        final int keyLength = prepare(change);
        final LongSupplier call = () -> store.writer().delete(key, 0, keyLength);
        if (model.isThere(keyNumber)) {
            change(change, call);
        } else {
            refused(call, KeyValueResult.NOT_FOUND);
        }
    }

    private void putIf(final StoreOperation operation) {
        final Change change = putOf(operation, 0);
        final int keyLength = prepare(change);
        final long present = model.version(change.key());
        final long version = operation.number(4) == 0 ? present + 1 : present;
        final boolean holds;
        final LongSupplier call;
        switch (operation.number(3)) {
            case 0 -> {
                holds = present == 0;
                call = () -> store.writer().putIfAbsent(key, 0, keyLength, value, 0, change.length());
            }
            case 1 -> {
                holds = present != 0;
                call = () -> store.writer().replace(key, 0, keyLength, value, 0, change.length());
            }
            default -> {
                holds = present == version;
                call = () -> store.writer().putIfVersion(version, key, 0, keyLength, value, 0, change.length());
            }
        }
        if (holds) {
            change(change, call);
        } else {
            refused(call, KeyValueResult.CONFLICT);
        }
    }

    private void deleteIf(final StoreOperation operation) {
        final Change change = Change.delete(keyOf(operation, 0));
        final int keyLength = prepare(change);
        final long present = model.version(change.key());
        final long version = present + operation.number(2);
        final LongSupplier call = () -> store.writer().deleteIfVersion(version, key, 0, keyLength);
        if (present > 0 && version == present) {
            change(change, call);
        } else if (version > 0) {
            refused(call, KeyValueResult.CONFLICT);
        }
    }

    private int prepare(final Change change) {
        change.writeValue(value);
        return Change.writeKey(change.key(), key);
    }

    /** Call something that must make a change. */
    private void change(final Change change, final LongSupplier call) {
        alive();
        model.pending(change);
        try {
            final long version = call.getAsLong();
            if (hasFailed()) {
                return;
            }
            require(version == model.count() + 1L,
                () -> "version " + version + " was given to change " + (model.count() + 1));
            final long position = store.writer().position();
            model.acknowledged(position);
            if (config.log().durability().waits()) {
                require(store.durablePosition() > position,
                    () -> "the writer returned before position " + position + " was durable");
                model.durable(position + 1);
            }
        } catch (final StoreFullException ex) {
            model.refused();
        } catch (final StoreFailedException ex) {
            // Stored or not: the next opening tells.
            failed = true;
        }
    }

    /** Call something that must not change anything. */
    private void refused(final LongSupplier call, final long code) {
        final long result = call.getAsLong();
        require(result == code || hasFailed(), () -> "code " + result + " in place of " + code);
    }

    private void force() {
        if (model.count() > 0 && store.writer().position() > 0) {
            try {
                store.awaitDurable(store.writer().position(), 1, TimeUnit.HOURS);
                require(store.durablePosition() > store.writer().position(), () -> "a wait ended too early");
            } catch (final StoreFailedException ex) {
                failed = true;
            }
        }
    }

    private void work(final int rounds, final long stepNs) {
        repeat(rounds, i -> {
            timeNs += stepNs;
            alive();
            config.log().agents().doWork();
            storage.step();
        });
    }

    /** Long enough for whole victims to go, or not. */
    private void compact(final StoreOperation operation) {
        if (cold ? operation.number(RARELY_COLD) == 0 : operation.number(3) > 0) {
            store.compaction().trigger();
        }
        repeat(2 + operation.number(30), i -> round());
        if (!hasDied() && !hasFailed()) {
            checkContent();
        }
    }

    private void round() {
        timeNs += 2_000_000;
        alive();
        config.log().agents().doWork();
        store.writer().doWork();
        storage.step();
    }

    /** The process ends when something was moved and much was not. */
    private void endInCompaction(final StoreOperation operation) {
        store.compaction().trigger();
        final long before = store.compaction().movedRecords();
        final int[] left = {operation.number(3)};
        repeat(40, i -> {
            if (store.compaction().movedRecords() == before || left[0]-- > 0) {
                round();
            }
        });
        if (!hasDied() && !hasFailed()) {
            restart(operation.number(4) > 0);
            if (operation.number(5) > 1) {
                // So that what is half moved stays so while much else happens.
                store.compaction().pause();
            }
        }
    }

    private boolean hasDied() {
        return storage.counters().crashes() != knownPowerLosses || storage.counters().kills() != knownKills;
    }

    /** Whether a force has failed, even if nobody was told yet: what it has left in memory may be anything. */
    private boolean hasFailed() {
        return failed || forceMayFail && storage.faultsHit() != knownFaults;
    }

    /** Whatever was acknowledged up to here was so before a crash that may come now. */
    private void alive() {
        if (!hasDied()) {
            madeAlive = model.count();
        }
    }

    private void restart(final boolean kill) {
        if (kill) {
            storage.killProcess();
        } else {
            storage.crash();
        }
        recoverFromDeath();
    }

    /** With the mark goes all that it knew of forces; nothing of the records may go with it. */
    private void loseMark(final boolean kill) {
        if (kill) {
            storage.killProcess();
        } else {
            storage.crash();
        }
        storage.files(PATH).remove(StoreFileNames.MARK);
        recoverFromDeath();
    }

    private void recoverFromDeath() {
        recoverFrom(storage.counters().crashes() == knownPowerLosses && !forceMayFail ? madeAlive : 0);
    }

    /** Open the store, which must hold a number of changes at least, and go on from what it holds. */
    private void recoverFrom(final int atLeast) {
        storage.clearFaults();
        open();
        counts.recoveries++;
        counts.gaps += disk().hasGap(SEGMENT_LENGTH) ? 1 : 0;
        counts.cuts += store.recovery().cutBytes() > 0 ? 1 : 0;
        model.recovered(store.recovery().nextSequence() - 1, atLeast);
        checkContent();
        killAndCheckSecondOpen(counts.recoveries % LOOK_CLOSELY == 0);
    }

    /** What recovery has left needs no recovery: another one finds the same and writes nothing else. */
    private void killAndCheckSecondOpen(final boolean closely) {
        final RecoveryResult first = store.recovery();
        final Map<String, byte[]> segments = closely ? disk().segments() : Map.of();
        storage.killProcess();
        open();
        final RecoveryResult second = store.recovery();
        require(second.cutBytes() == 0 && second.tail() == first.tail()
            && second.nextSequence() == first.nextSequence(),
            () -> "a second open found " + second + " after " + first);
        checkContent();
        if (closely) {
            final Map<String, byte[]> after = disk().segments();
            require(after.keySet().equals(segments.keySet()),
                () -> "a second open left " + after.keySet() + " of " + segments.keySet());
            segments.forEach((name, bytes) -> require(Arrays.equals(bytes, after.get(name)),
                () -> "a second open changed " + name + " at offset " + Arrays.mismatch(bytes, after.get(name))));
            disk().check(model, second.tail(), counts);
        }
    }

    private StoreOnDisk disk() {
        return new StoreOnDisk(storage.files(PATH));
    }

    private void checkContent() {
        for (int number = 0; number < model.keys(); number++) {
            checkKey(number);
        }
        require(store.size() == model.size(), () -> store.size() + " keys in place of " + model.size());
    }

    private void checkKey(final int number) {
        final int keyLength = Change.writeKey(number, key);
        final long version = reader.version(key, 0, keyLength);
        final int length = reader.get(key, 0, keyLength, value, 0);
        require(version == model.version(number),
            () -> "key " + number + " has version " + version + " in place of " + model.version(number));
        require(model.isThere(number) ? model.newest(number).isValue(value, 0, length)
            : length == KeyValueResult.NOT_FOUND, () -> "the value of key " + number + " is wrong, length " + length);
    }

    private void failForce(final StoreOperation operation) {
        forceMayFail = true;
        storage.failAt(1 + operation.number(6), operation.number(2) == 0
            ? SimulatedFault.FORCE_FAILS_KEEPS : SimulatedFault.FORCE_FAILS_REVERTS);
    }

    private void crashInRecovery(final StoreOperation operation) {
        storage.crash();
        for (int i = 0; i < 3; i++) {
            storage.clearFaults();
            storage.failAt(1 + (operation.number() >>> i * 5) % 40,
                operation.number(4) == 0 ? SimulatedFault.KILL : SimulatedFault.CRASH);
            try {
                open();
                storage.clearFaults();
                storage.crash();
            } catch (final SimulatedCrashError again) {
                // As planned.
            } catch (final CompletionException again) {
                require(again.getCause() instanceof SimulatedCrashError, again::toString);
            }
        }
        recoverFrom(0);
    }

    private void restartAfterFailure() {
        storage.clearFaults();
        recoverFrom(0);
    }

    private void closeAndReopen() {
        storage.clearFaults();
        reader.close();
        store.close();
        open();
        require(store.recovery().outcome() == RecoveryResult.Outcome.CLEAN,
            () -> "a closed store was found " + store.recovery().describe());
        model.recovered(store.recovery().nextSequence() - 1, model.count());
        checkContent();
    }

    /** The agents of a dead process are never run again. */
    private void open() {
        abandon();
        config = builder.log(log -> log.agents(EngineAgents.invoked())).build();
        store = KeyValueStore.open(config);
        reader = store.reader();
        failed = false;
        knownPowerLosses = storage.counters().crashes();
        knownKills = storage.counters().kills();
        knownFaults = storage.faultsHit();
        forceMayFail = false;
        model.durable(store.durablePosition());
    }

    /** Give back the memory of a store that is closed, dead or failed. */
    private void abandon() {
        if (store == null) {
            return;
        }
        counts.ended(store.compaction());
        if (hasDied()) {
            counts.crashed(store.compaction(), disk());
        }
        try {
            reader.close();
            store.close();
        } catch (final StoreFailedException | IllegalStateException ex) {
            // It was closed all the same.
        }
        store = null;
    }
}
