package io.varve.log.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.ConfigurationException;
import io.varve.Durability;
import io.varve.RecordTooLargeException;
import io.varve.StoreFullException;
import io.varve.StoreLockedException;
import io.varve.StoreTimeoutException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedCall;
import io.varve.io.sim.SimulatedFault;
import io.varve.io.sim.SimulatedStorage;
import io.varve.log.LogBatch;
import io.varve.log.LogConfig;
import io.varve.log.RecordLog;
import io.varve.session.Session;
import io.varve.session.SessionPool;
import io.varve.session.SessionPoolConfig;
import io.varve.session.SessionWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a program needs to know of an error it can ask for, and need not read the sentence. */
class ExceptionContextTest {

    private static final Path PATH = Path.of("/log");
    private static final int LIMIT = 1_000;

    private final SimulatedStorage storage = new SimulatedStorage(1);
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[LogConfig.MIN_SEGMENT_LENGTH]);

    @Test
    void shouldTellKeyValueAndRuleOfASettingOrAnArgument() {
        assertTells("segmentLength", "1000", "must be a power of two from 65536 to 1073741824",
            () -> config().segmentLength(1000).build());
        try (RecordLog log = RecordLog.open(config().build())) {
            assertTells("length", "0", "must be at least 1: a record is never empty",
                () -> log.writer().append(body, 0, 0));
            assertTells("position", "5", "must be one where a record begins, from 0 to 0",
                () -> log.reader().position(5));
        }
        assertTells("segmentLength", "131072", "must be 65536, which the store in /log was created with and which never"
            + " changes", () -> RecordLog.open(config().segmentLength(131_072).build()));
    }

    @Test
    void shouldTellNoKeyWhenSomethingElseIsWrong() {
        try (RecordLog log = RecordLog.open(config().build())) {
            assertTells("", "", "", () -> log.writer().claim().commit());
        }
    }

    @Test
    void shouldTellLengthAndLimitOfWhatIsTooLarge() {
        try (RecordLog log = RecordLog.open(config().build())) {
            assertTooLarge(LIMIT + 1, LIMIT, () -> log.writer().append(body, 0, LIMIT + 1));
            assertTooLarge(20_000, 16_384, () -> log.writer().beginBatch(20_000));
            try (LogBatch batch = log.writer().beginBatch(64)) {
                assertTooLarge(132, 64, () -> batch.add(body, 0, 100));
            }
        }
    }

    @Test
    void shouldTellThePathOfAStoreThatIsLockedOrFull() {
        try (RecordLog log = RecordLog.open(config().build())) {
            final StoreLockedException locked =
                assertThrows(StoreLockedException.class, () -> RecordLog.open(config().build()));
            assertEquals("/log", locked.path());
            storage.failAt(SimulatedCall.CREATE, 1, SimulatedFault.NO_SPACE);
            final StoreFullException full =
                assertThrows(StoreFullException.class, () -> log.writer().append(body, 0, 10));
            assertEquals("/log", full.path());
        }
    }

    @Test
    void shouldTellPositionAndTimeoutOfAWait() {
        final RecordLog log = RecordLog.open(
            config().durability(Durability.NONE).clock(() -> 1).build());
        try (log) {
            final long position = log.writer().append(body, 0, 10);
            final StoreTimeoutException timeout = assertThrows(StoreTimeoutException.class,
                () -> log.awaitDurable(position + (1 << 20), 2, TimeUnit.MILLISECONDS));
            assertEquals(position + (1 << 20), timeout.position());
            assertEquals(2_000_000, timeout.timeoutNs());
        }
    }

    @Test
    void shouldTellTheTimeoutOfAPoolThatIsExhausted() {
        try (RecordLog log = RecordLog.open(config().build())) {
            final SessionPoolConfig one = SessionPoolConfig.builder().max(1).overflow(0).build();
            try (SessionPool pool = new SessionPool(log, new SessionWriter(log), one); Session held = pool.acquire()) {
                final StoreTimeoutException timeout = assertThrows(StoreTimeoutException.class,
                    () -> pool.acquire(1, TimeUnit.MILLISECONDS), held::toString);
                assertEquals(StoreTimeoutException.NO_POSITION, timeout.position());
                assertEquals(1_000_000, timeout.timeoutNs());
            }
        }
    }

    private static void assertTooLarge(final int length, final int limit, final Executable mistake) {
        final RecordTooLargeException ex = assertThrows(RecordTooLargeException.class, mistake);
        assertEquals(length, ex.length());
        assertEquals(limit, ex.limit());
    }

    private static void assertTells(
        final String key, final String value, final String rule, final Executable mistake) {
        final ConfigurationException ex = assertThrows(ConfigurationException.class, mistake);
        assertEquals(key, ex.key());
        assertEquals(value, ex.value());
        assertEquals(rule, ex.rule());
    }

    private LogConfig.Builder config() {
        return LogConfig.at(PATH).storage(storage).agents(EngineAgents.invoked())
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).maxRecordLength(LIMIT);
    }
}
