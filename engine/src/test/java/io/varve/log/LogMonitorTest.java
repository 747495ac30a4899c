package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreClosedException;
import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import io.varve.io.Storage;
import io.varve.io.sim.SimulatedCall;
import io.varve.io.sim.SimulatedFault;
import io.varve.io.sim.SimulatedStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Counters, errors, slow operations and the listener, with agents that are called and a clock that is moved. */
class LogMonitorTest {

    private static final int BODY = 1000;
    private static final int SEGMENT = LogConfig.MIN_SEGMENT_LENGTH;
    private static final Path PATH = Path.of("/log");
    private static final Path OTHERS = Path.of("/others");

    private final SimulatedStorage storage = new SimulatedStorage(1);
    private final EngineAgents agents = EngineAgents.invoked();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[BODY]);
    private final Recorder recorder = new Recorder();
    private long timeNs = 1_000_000_000_000L;

    /** Writes down what it is told. */
    private final class Recorder implements LogListener {

        private final List<String> calls = new ArrayList<>();
        private final List<Throwable> failures = new ArrayList<>();
        private long takesNs;
        private Error error;

        private void note(final String call, final long basePosition, final Path file) {
            assertEquals(String.format("%020d.seg", basePosition), file.getFileName().toString());
            timeNs += takesNs;
            calls.add(call + " " + basePosition / SEGMENT);
            if (error != null) {
                throw error;
            }
        }

        @Override
        public void segmentPrepared(final long basePosition, final Path file) {
            note("prepared", basePosition, file);
        }

        @Override
        public void segmentRolled(final long basePosition, final Path file) {
            note("rolled", basePosition, file);
        }

        @Override
        public void segmentClosed(final long basePosition, final Path file) {
            note("closed", basePosition, file);
        }

        @Override
        public void segmentDropped(final long basePosition, final Path file) {
            note("dropped", basePosition, file);
        }

        @Override
        public void slowOperation(final SlowOperation kind, final long durationNs, final String context) {
            calls.add(kind + " " + durationNs + " " + context);
        }

        @Override
        public void failed(final Throwable cause) {
            failures.add(cause);
        }
    }

    @Test
    void shouldCountWhatHappened() {
        try (RecordLog log = RecordLog.open(config().retention(Retention.ofBytes(100_000)).build())) {
            append(log, 1_000);
            assertTrue(log.writer().tryClaim(10) >= 0);
            log.writer().claim().abort();
            work();
            final LogCountersReader.Snapshot counters = read(storage);
            assertEquals(LogCounter.values().length, counters.counters().size());
            assertEquals(ProcessHandle.current().pid(), counters.pid());
            assertEquals(log.committedPosition(), counters.value(LogCounter.COMMITTED_POSITION));
            assertEquals(log.committedPosition(), counters.value(LogCounter.DURABLE_POSITION));
            assertEquals(log.committedPosition(), counters.value(LogCounter.APPENDED_BYTES));
            final long rolled = log.committedPosition() / SEGMENT + 1;
            assertEquals(rolled, counters.value(LogCounter.SEGMENTS_ROLLED));
            assertEquals(rolled + log.config().preparedSegments(), counters.value(LogCounter.SEGMENTS_PREPARED));
            assertEquals(log.firstPosition() / SEGMENT, counters.value(LogCounter.SEGMENTS_DROPPED));
            assertTrue(counters.value(LogCounter.SEGMENTS_DROPPED) > 10);
            assertTrue(counters.value(LogCounter.PADDING_BYTES) >= (rolled - 1) * 32 + 64);
            assertEquals(counters.value(LogCounter.DURABLE_POSITION),
                counters.value(LogCounter.RETENTION_HELD_POSITION));
            assertTrue(counters.value(LogCounter.FORCES) > 0);
            assertEquals(log.durablePosition(), counters.value(LogCounter.FORCED_BYTES));
            assertEquals(storage.counters().mappedRegions() - 2,
                counters.value(LogCounter.SEGMENTS_MAPPED) + counters.value(LogCounter.VIEWS_MAPPED),
                "all but the mark and the counters");
            assertEquals(0, counters.value(LogCounter.ERRORS));
            assertEquals(log.counter(LogCounter.FORCES), counters.value(LogCounter.FORCES));
        }
        final LogCountersReader.Snapshot last = read(storage);
        assertEquals(1_000, last.value(LogCounter.APPENDED_RECORDS));
        assertEquals(0, last.value(LogCounter.SEGMENTS_MAPPED));
        assertEquals(0, last.value(LogCounter.VIEWS_MAPPED));
        assertEquals(0, storage.counters().mappedRegions());
    }

    @Test
    void shouldCountWhatRecoveryFoundAndBeginAnew() {
        final RecordLog lost = RecordLog.open(config().build());
        append(lost, 100);
        work();
        storage.killProcess();
        assertTrue(read(storage).value(LogCounter.SEGMENTS_PREPARED) > 0, "the counters of the dead writer");
        try (RecordLog log = RecordLog.open(config().agents(EngineAgents.invoked()).build())) {
            assertEquals(log.recovery().scannedRecords(), log.counter(LogCounter.RECOVERY_SCANNED_RECORDS));
            assertEquals(log.recovery().durationNs(), log.counter(LogCounter.RECOVERY_NS));
            append(log, 1);
            log.config().agents().doWork();
            assertEquals(log.recovery().scannedRecords(),
                read(storage).value(LogCounter.RECOVERY_SCANNED_RECORDS));
            assertEquals(log.committedPosition() - log.recovery().tail(), log.counter(LogCounter.APPENDED_BYTES));
        }
        assertEquals(1, read(storage).value(LogCounter.APPENDED_RECORDS));
    }

    @Test
    void shouldMakeNoFileForALogThatIsOnlyRead() {
        final Storage memory = new MemoryStorage();
        RecordLog.open(config().storage(memory).build()).close();
        assertThrows(ConfigurationException.class, () -> read(memory));
        try (RecordLog log = RecordLog.open(config().storage(memory).build())) {
            append(log, 1);
            work();
            assertEquals(log.committedPosition(), read(memory).value(LogCounter.COMMITTED_POSITION));
        }
    }

    @Test
    void shouldTellTheListenerInOrder() {
        try (RecordLog log = RecordLog.open(
            config().preparedSegments(1).retention(Retention.ofBytes(70_000)).build())) {
            append(log, 200);
            work();
        }
        for (int segment = 0; segment < 2; segment++) {
            final List<String> order = List.of("prepared " + segment, "rolled " + segment, "closed " + segment,
                "dropped " + segment);
            assertEquals(order, recorder.calls.stream().filter(order::contains).collect(Collectors.toList()));
        }
        assertEquals(recorder.calls.stream().distinct().count(), recorder.calls.size());
    }

    @Test
    void shouldSurviveAListenerThatThrowsAndKeepOneOfEqualErrors() {
        recorder.error = new AssertionError("a defect of the application");
        try (RecordLog log = RecordLog.open(config().build())) {
            append(log, 300);
            work();
            assertFalse(log.isFailed());
        }
        final LogCountersReader.Snapshot counters = read(storage);
        assertTrue(recorder.calls.size() > 10);
        assertEquals(recorder.calls.size(), counters.value(LogCounter.ERRORS));
        assertEquals(1, counters.errors().size());
        final LogCountersReader.DistinctError error = counters.errors().get(0);
        assertEquals(recorder.calls.size(), error.count());
        assertTrue(error.firstMs() < error.lastMs());
        assertTrue(error.text().startsWith("calling the listener") && error.text().contains("a defect of the"),
            error::text);
    }

    @Test
    void shouldLetTheListenerCloseTheLog() {
        final RecordLog[] log = {null};
        final LogListener closing = new LogListener() {

            @Override
            public void segmentClosed(final long basePosition, final Path file) {
                log[0].close();
                throw new IllegalStateException("and fail behind it");
            }
        };
        log[0] = RecordLog.open(config().listener(closing).build());
        append(log[0], 60);
        work();
        assertThrows(StoreClosedException.class, () -> append(log[0], 1));
        assertEquals(60, read(storage).value(LogCounter.APPENDED_RECORDS));
        assertEquals(0, storage.counters().mappedRegions());
    }

    @Test
    void shouldRecordWhatTheAgentsSwallow() {
        try (RecordLog log = RecordLog.open(
            config().retention(Retention.ofBytes(100_000)).cursorDirectories(List.of(OTHERS)).build())) {
            append(log, 10);
            work();
            try (ReadOnlyLog other = ReadOnlyLog.open(storage, PATH)) {
                other.cursor(OTHERS, "elsewhere").close();
            }
            storage.files(OTHERS).corrupt("elsewhere.cursor", 4096 + 8, 1);
            storage.failAt(SimulatedCall.CREATE, 1, SimulatedFault.NO_SPACE);
            append(log, 100);
            work();
            assertEquals(1, log.counter(LogCounter.PREPARATION_FAILURES));
            assertFalse(log.isFailed());
        }
        final List<String> texts =
            read(storage).errors().stream().map(error -> error.text().lines().findFirst().get()).toList();
        assertTrue(texts.contains("preparing a segment"), texts::toString);
        assertTrue(texts.contains("reading cursors in /others"), texts::toString);
        assertEquals(2, texts.size());
        assertTrue(recorder.failures.stream().anyMatch(cause -> cause.getCause() instanceof IOException));
    }

    @Test
    void shouldRecordWhyTheLogHasFailed() {
        final RecordLog log = RecordLog.open(config().build());
        append(log, 10);
        storage.failAt(1, SimulatedFault.FORCE_FAILS_KEEPS);
        work();
        assertTrue(log.isFailed());
        assertThrows(RuntimeException.class, log::close);
        assertEquals("the log has failed", recorder.failures.get(0).getMessage());
        assertTrue(read(storage).errors().get(0).text().startsWith("the log has failed"));
    }

    @Test
    void shouldDoWithoutTheFile() {
        final RecordLog log = RecordLog.open(config().build());
        storage.failFrom(1, SimulatedFault.NO_SPACE);
        assertEquals(LogWriter.BACK_PRESSURED, log.writer().tryClaim(1));
        work();
        storage.clearFaults();
        work();
        append(log, 100);
        work();
        assertEquals(log.committedPosition(), log.durablePosition());
        assertTrue(log.counter(LogCounter.FORCES) > 0);
        log.close();
        assertTrue(recorder.failures.stream().map(Throwable::getMessage)
            .anyMatch(message -> message.startsWith("creating store.counters")));
        assertThrows(ConfigurationException.class, () -> read(storage));
    }

    @Test
    void shouldReportSlowOperations() {
        recorder.takesNs = 5_000;
        try (RecordLog log = RecordLog.open(config().slowCycleNs(5_000).slowForceNs(1).slowSegmentWaitNs(7_000)
            .preparedSegments(1).build())) {
            append(log, 30);
            work();
            assertTrue(log.counter(LogCounter.PREPARE_STALLS) > 0);
            assertTrue(log.counter(LogCounter.PREPARE_CYCLE_MAX_NS) >= 5_000);
            assertEquals(0, log.counter(LogCounter.TICK_STALLS));
            assertEquals(1, log.counter(LogCounter.SEGMENT_WAITS));
            final long first = log.counter(LogCounter.SEGMENT_WAIT_NS);
            while (log.writer().offer(body, 0, BODY) >= 0) {
                timeNs++;
            }
            timeNs += 8_000;
            while (log.writer().offer(body, 0, BODY) < 0) {
                agents.doWork();
            }
            work();
            assertEquals(2, log.counter(LogCounter.SEGMENT_WAITS));
            final long second = log.counter(LogCounter.SEGMENT_WAIT_NS) - first;
            assertTrue(second >= 8_000 && second <= log.counter(LogCounter.SEGMENT_WAIT_MAX_NS));
            assertEquals(List.of("SEGMENT_WAIT " + second + " wait for the segment at position " + 2 * SEGMENT),
                calls("SEGMENT_WAIT"));
            assertTrue(calls("DUTY_CYCLE").stream().allMatch(call -> call.endsWith("duty cycle of log-monitor")));
            assertFalse(calls("DUTY_CYCLE").isEmpty());
        }
    }

    private List<String> calls(final String prefix) {
        return recorder.calls.stream().filter(call -> call.startsWith(prefix)).collect(Collectors.toList());
    }

    @Test
    void shouldGiveCountersLabelsThatFit() {
        assertTrue(Arrays.stream(LogCounter.values()).allMatch(counter -> counter.label().length() < 100));
        assertEquals(LogCounter.values().length,
            Arrays.stream(LogCounter.values()).map(LogCounter::label).distinct().count());
        assertEquals(0, LogCounter.COMMITTED_POSITION.id());
        assertEquals(29, LogCounter.UPDATED_NS.id(), "ids never change: new counters come last");
    }

    private static LogCountersReader.Snapshot read(final Storage where) {
        try (LogCountersReader reader = LogCountersReader.open(where, PATH)) {
            return reader.snapshot();
        }
    }

    private void append(final RecordLog log, final int count) {
        for (int i = 0; i < count; i++) {
            timeNs += 1_000;
            log.writer().append(body, 0, BODY);
        }
    }

    private void work() {
        for (int i = 0; i < 50; i++) {
            timeNs += TimeUnit.MILLISECONDS.toNanos(20);
            agents.doWork();
        }
    }

    private LogConfig.Builder config() {
        return LogConfig.at(PATH).storage(storage).segmentLength(SEGMENT).agents(agents).clock(() -> timeNs)
            .listener(recorder);
    }
}
