package io.varve.log.crash;

import io.varve.Durability;
import io.varve.StoreFailedException;
import io.varve.StoreFullException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SeededRandom;
import io.varve.io.sim.SimulatedCrashError;
import io.varve.io.sim.SimulatedFault;
import io.varve.io.sim.SimulatedFiles;
import io.varve.io.sim.SimulatedStorage;
import io.varve.log.LogBatch;
import io.varve.log.LogConfig;
import io.varve.log.LogCursor;
import io.varve.log.LogWriter;
import io.varve.log.RecordLog;
import io.varve.log.RecoveryResult;
import io.varve.log.Retention;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/** Runs a workload on a simulated disk and checks the log after every crash. The same seed gives the same run. */
final class CrashRun {

    private static final int MAX_ROUNDS = 200;

    private final SimulatedStorage storage;
    private final LogConfig.Builder builder;
    private final LogModel model = new LogModel();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[LogConfig.MIN_SEGMENT_LENGTH]);
    private long timeNs = 1_700_000_000_000_000_000L;
    private LogConfig config;
    private RecordLog log;
    private boolean failed;
    private long knownPowerLosses;
    private int recoveries;
    private int cuts;

    CrashRun(final long seed) {
        final SeededRandom random = new SeededRandom(seed ^ 0x5eed);
        storage = new SimulatedStorage(seed).writeBackProbability(random.nextInt(4) * 0.15)
            .atomicSectors(random.nextBoolean());
        builder = LogConfig.at(Path.of("/log")).storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)
            .durability(Durability.values()[random.nextInt(Durability.values().length)])
            .forceIntervalNs(1 + random.nextInt(20)).forceIntervalBytes(1 + random.nextInt(30_000))
            .retention(random.nextBoolean() ? Retention.KEEP_ALL : Retention.ofBytes(20_000 + random.nextInt(200_000)))
            .preparedSegments(1 + random.nextInt(2)).touchAheadBytes(random.nextInt(2) * 8192L)
            .clock(() -> timeNs).ids(random::nextLong);
    }

    long powerLosses() {
        return storage.counters().crashes();
    }

    /** How often the log was opened again after a power loss, a kill or a failure, and everything was checked. */
    int recoveries() {
        return recoveries;
    }

    int cuts() {
        return cuts;
    }

    void run(final List<Operation> operations) {
        open();
        for (final Operation operation : operations) {
            timeNs += 1 + operation.number(5);
            try {
                apply(operation);
                if (storage.counters().crashes() != knownPowerLosses) {
                    // In an agent, which keeps what it met to itself.
                    failed = false;
                    recoverFrom(false);
                } else if (failed || log.isFailed()) {
                    restartAfterFailure();
                }
                model.durable(log.durablePosition());
            } catch (final SimulatedCrashError crash) {
                recoverFrom(false);
            } catch (final IllegalStateException ex) {
                // A crash while a failed file was being closed hides behind the failure; the next call finds all dead.
                if (storage.counters().crashes() == knownPowerLosses) {
                    throw ex;
                }
                recoverFrom(false);
            }
        }
        restart(storage::crash, false);
        closeAndReopen();
    }

    private void apply(final Operation operation) {
        switch (operation.kind()) {
            case APPEND -> append(operation, 1 + operation.number(300));
            case APPEND_LARGE -> append(operation, 1 + operation.number(config.maxRecordLength()));
            case CLAIM -> claim(operation, true);
            case CLAIM_ABORT -> claim(operation, false);
            case BATCH -> batch(operation, true, false);
            case BATCH_ABORT -> batch(operation, false, false);
            case EXTERNAL -> batch(operation, true, true);
            case ROLL -> untilRoom(log.writer()::roll);
            case FORCE -> force();
            case CURSOR -> commitCursor(operation);
            case WORK -> work(operation.number(12));
            case STEP -> storage.step();
            case REOPEN -> closeAndReopen();
            case CRASH -> restart(storage::crash, false);
            case KILL -> restart(storage::killProcess, true);
            case CRASH_IN_CALL -> storage.failAt(1 + operation.number(40), SimulatedFault.CRASH);
            case CRASH_IN_RECOVERY -> crashInRecovery(operation);
            case FORCE_FAILS -> storage.failAt(1 + operation.number(3), operation.number(2) == 0
                ? SimulatedFault.FORCE_FAILS_KEEPS : SimulatedFault.FORCE_FAILS_REVERTS);
            case NO_SPACE -> storage.failAt(1 + operation.number(4), SimulatedFault.NO_SPACE);
            default -> throw new IllegalStateException("no rule for " + operation);
        }
    }

    private void append(final Operation operation, final int length) {
        final int type = operation.number(128);
        final long timestampNs = timeNs - operation.number(3);
        fill(operation.number(), length);
        if (config.durability().waits()) {
            appendDurably(type, length, timestampNs, operation.number());
            return;
        }
        final long position = untilRoom(() -> log.writer().offer(type, body, 0, length, timestampNs));
        if (position >= 0) {
            expect(position, type, timestampNs, length, operation.number(), true, model.lastExternal());
            model.appended();
        }
    }

    /** Where the record will be is known when the append returns, and a crash may come before. */
    private void appendDurably(final int type, final int length, final long timestampNs, final long seed) {
        expect(Expected.ANYWHERE, type, timestampNs, length, seed, true, model.lastExternal());
        try {
            final long position = log.writer().append(type, body, 0, length, timestampNs);
            model.notAppended();
            expect(position, type, timestampNs, length, seed, true, model.lastExternal());
            model.appended();
            if (log.durablePosition() <= position) {
                throw new AssertionError("append returned before position " + position + " was durable");
            }
        } catch (final StoreFailedException | StoreFullException ex) {
            // Stored or not: the next opening tells.
            failed = true;
        }
    }

    private void claim(final Operation operation, final boolean commit) {
        final int length = 1 + operation.number(500);
        final int used = 1 + operation.number(length);
        final long position = untilRoom(() -> log.writer().tryClaim(5, length, timeNs));
        if (position < 0) {
            return;
        }
        for (int i = 0; i < length; i++) {
            log.writer().claim().buffer().putByte(i, Expected.byteAt(operation.number(), i));
        }
        if (commit) {
            log.writer().claim().commit(used);
            expect(position, 5, timeNs, used, operation.number(), true, model.lastExternal());
            model.appended();
        } else {
            log.writer().claim().abort();
        }
    }

    private void batch(final Operation operation, final boolean commit, final boolean external) {
        final int count = operation.number(5) + (external ? 1 : 0);
        final long code = untilRoom(() -> log.writer().tryBatch(12_000));
        if (code < 0) {
            return;
        }
        final LogBatch batch = log.writer().batch();
        final Long stored = external ? Long.valueOf(operation.number()) : model.lastExternal();
        for (int i = 0; i < count; i++) {
            if (external && i == count / 2) {
                batch.externalPosition(stored);
            }
            final int length = 1 + (int) ((operation.number() >>> i) % 900);
            fill(operation.number() + i, length);
            final long position = batch.add(i, body, 0, length, timeNs + i);
            expect(position, i, timeNs + i, length, operation.number() + i, i == count - 1, stored);
        }
        if (commit) {
            batch.commit();
            model.appended();
        } else {
            batch.abort();
            model.notAppended();
        }
    }

    private void expect(final long position, final int type, final long timestampNs, final int length, final long seed,
        final boolean endsBatch, final Long external) {
        model.pending(new Expected(
            position, model.nextSequence(), type, timestampNs, length, seed, endsBatch, external));
    }

    private void fill(final long seed, final int length) {
        for (int i = 0; i < length; i++) {
            body.putByte(i, Expected.byteAt(seed, i));
        }
    }

    /** Try until there is room, as an application would, but not for ever. */
    private long untilRoom(final LongSupplier attempt) {
        long code = attempt.getAsLong();
        for (int i = 0; i < MAX_ROUNDS && (code == LogWriter.BACK_PRESSURED || code == LogWriter.FULL); i++) {
            timeNs += TimeUnit.MILLISECONDS.toNanos(10);
            config.agents().doWork();
            code = attempt.getAsLong();
        }
        if (code < 0 && code != LogWriter.FAILED) {
            throw new AssertionError("no room after " + MAX_ROUNDS + " rounds, code " + code);
        }
        return code;
    }

    private void force() {
        final long committed = log.committedPosition();
        if (committed > 0 && !log.isFailed()) {
            try {
                log.awaitDurable(committed - 1, 1, TimeUnit.HOURS);
                if (log.durablePosition() < committed) {
                    throw new AssertionError("durable " + log.durablePosition() + " after waiting for " + committed);
                }
            } catch (final StoreFailedException ex) {
                // The outcome is unknown; the run goes on by opening the log again.
            }
        }
    }

    /** Two cursors, each committed at some record, durably or not. */
    private void commitCursor(final Operation operation) {
        final String name = operation.number(2) == 0 ? "left" : "right";
        final long position = model.positionOf(operation.number(1 << 20), log.firstPosition());
        try {
            final LogCursor cursor = log.cursor(name);
            if (position >= 0) {
                // A crash in the middle leaves the old place or the new one.
                model.cursorUnknown(name);
                if (operation.number(3) == 0) {
                    cursor.commitDurably(position);
                    model.cursor(name, position);
                } else {
                    cursor.commit(position);
                }
            }
        } catch (final StoreFailedException ex) {
            // A full disk refuses a new cursor, a failed force leaves its place unknown.
        }
    }

    private void work(final int rounds) {
        for (int i = 0; i < rounds; i++) {
            timeNs++;
            config.agents().doWork();
            storage.step();
        }
    }

    private void restart(final Runnable end, final boolean allCommittedSurvive) {
        end.run();
        recoverFrom(allCommittedSurvive);
    }

    private void recoverFrom(final boolean allCommittedSurvive) {
        storage.clearFaults();
        recoveries++;
        open();
        knownPowerLosses = storage.counters().crashes();
        model.checkRecovered(log, allCommittedSurvive);
        cuts += log.recovery().cutBytes() > 0 ? 1 : 0;
        killAndCheckSecondOpen();
    }

    /** What recovery has left needs no recovery: another one finds the same and writes nothing else. */
    private void killAndCheckSecondOpen() {
        final RecoveryResult first = log.recovery();
        final Map<String, byte[]> segments = segments();
        storage.killProcess();
        open();
        final RecoveryResult second = log.recovery();
        if (second.cutBytes() != 0 || second.tail() != first.tail() || second.nextSequence() != first.nextSequence()) {
            throw new AssertionError("a second open found " + second + " after " + first);
        }
        final Map<String, byte[]> after = segments();
        if (!after.keySet().equals(segments.keySet())) {
            throw new AssertionError("a second open left " + after.keySet() + " of " + segments.keySet());
        }
        segments.forEach((name, bytes) -> {
            final int different = Arrays.mismatch(bytes, after.get(name));
            if (different >= 0) {
                throw new AssertionError("a second open changed " + name + " at offset " + different);
            }
        });
    }

    private Map<String, byte[]> segments() {
        final SimulatedFiles files = storage.files(config.path());
        final Map<String, byte[]> result = new TreeMap<>();
        files.names().stream().filter(name -> name.endsWith(".seg"))
            .forEach(name -> result.put(name, files.bytes(name)));
        return result;
    }

    private void crashInRecovery(final Operation operation) {
        storage.crash();
        storage.clearFaults();
        for (int i = 0; i < 3; i++) {
            storage.failAt(1 + (operation.number() >>> i * 5) % 30, SimulatedFault.CRASH);
            try {
                open();
                storage.clearFaults();
                storage.crash();
            } catch (final SimulatedCrashError again) {
                // As planned.
            }
        }
        recoverFrom(false);
    }

    private void restartAfterFailure() {
        failed = false;
        storage.clearFaults();
        try {
            log.close();
        } catch (final StoreFailedException expected) {
            // Said once more on closing.
        }
        recoverFrom(false);
    }

    private void closeAndReopen() {
        storage.clearFaults();
        log.close();
        open();
        if (log.recovery().outcome() != RecoveryResult.Outcome.CLEAN) {
            throw new AssertionError("a closed log was found " + log.recovery().describe());
        }
        model.checkRecovered(log, true);
    }

    /** The agents of a dead process are never run again. */
    private void open() {
        config = builder.agents(EngineAgents.invoked()).build();
        log = RecordLog.open(config);
        model.durable(log.durablePosition());
    }
}
