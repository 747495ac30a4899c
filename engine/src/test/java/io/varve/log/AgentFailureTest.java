package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.StoreFailedException;
import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import io.varve.io.Storage;
import io.varve.io.StorageDirectory;
import io.varve.io.sim.SimulatedCall;
import io.varve.io.sim.SimulatedFault;
import io.varve.io.sim.SimulatedStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What an agent throws stays with its log: it is reported, and ends the log only if appends depend on the agent. */
class AgentFailureTest {

    private static final int BODY = 1000;
    private static final Path PATH = Path.of("/log");
    private static final Duration LONG = Duration.ofSeconds(20);

    private final SimulatedStorage storage = new SimulatedStorage(1);
    private final EngineAgents agents = EngineAgents.invoked();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[BODY]);
    private final List<String> failures = new ArrayList<>();
    private long timeNs = 1_000_000_000_000L;

    @Test
    void shouldFailTheLogOfTheAgentAndNoOtherOnTheSameThreads() {
        final RecordLog bad = RecordLog.open(shared().storage(withoutHeapToCreateSegments()).build());
        try (RecordLog good = RecordLog.open(shared().build())) {
            assertTimeoutPreemptively(LONG, () -> {
                final StoreFailedException failure =
                    assertThrows(StoreFailedException.class, () -> bad.writer().append(body, 0, BODY));
                assertTrue(failure.getMessage().endsWith("OutOfMemoryError: no heap left, says the test"),
                    failure::getMessage);
                assertThrows(StoreFailedException.class, () -> bad.awaitDurable(0, 1, TimeUnit.HOURS));
                for (int i = 0; i < 300; i++) {
                    good.writer().append(body, 0, BODY);
                }
                good.awaitDurable(good.committedPosition() - 1, 1, TimeUnit.HOURS);
            });
            assertFalse(good.isFailed());
        }
        assertThrows(StoreFailedException.class, bad::close);
    }

    @Test
    void shouldEndTheWaitForAForceThatThrowsWhatNobodyExpects() {
        final RecordLog log = RecordLog.open(invoked().build());
        append(log, 10);
        storage.killProcess();
        final StoreFailedException failure = assertTimeoutPreemptively(LONG, () ->
            assertThrows(StoreFailedException.class, () -> log.awaitDurable(0, 1, TimeUnit.HOURS)));
        assertTrue(failure.getMessage().contains("is unknown, because the log has failed"), failure::getMessage);
        assertEquals(LogWriter.FAILED, log.writer().offer(body, 0, BODY));
        assertThrows(StoreFailedException.class, () -> log.writer().append(body, 0, BODY));
    }

    @Test
    void shouldReportAndRetryWhatRetentionThrowsAndGoOn() {
        try (RecordLog log = RecordLog.open(invoked().retention(Retention.ofBytes(100_000)).build())) {
            final LogCursor cursor = log.cursor("consumer");
            append(log, 1_000);
            work(500);
            for (int i = 1; i <= 1_000; i++) {
                storage.failAt(SimulatedCall.OPEN, i, SimulatedFault.IO_ERROR);
            }
            cursor.commitDurably(log.committedPosition());
            work(3_000);
            assertEquals(0, log.firstPosition());
            assertFalse(log.isFailed());
            assertEquals(3, log.counter(LogCounter.ERRORS), "once a second");
            append(log, 100);
            storage.clearFaults();
            work(2_000);
            assertTrue(log.firstPosition() > 0);
        }
        assertEquals(List.of("running log-retention", "running log-retention", "running log-retention"),
            failures.subList(0, 3));
    }

    private void append(final RecordLog log, final int count) {
        for (int i = 0; i < count; i++) {
            timeNs += 1_000;
            log.writer().append(body, 0, BODY);
        }
    }

    private void work(final int ms) {
        for (int i = 0; i < ms; i += 10) {
            timeNs += TimeUnit.MILLISECONDS.toNanos(10);
            agents.doWork();
        }
    }

    private LogConfig.Builder invoked() {
        return LogConfig.at(PATH).storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents)
            .clock(() -> timeNs).listener(new LogListener() {

                @Override
                public void failed(final Throwable cause) {
                    failures.add(cause.getMessage());
                }
            });
    }

    private static LogConfig.Builder shared() {
        return LogConfig.at(PATH).storage(new MemoryStorage()).segmentLength(LogConfig.MIN_SEGMENT_LENGTH);
    }

    private static Storage withoutHeapToCreateSegments() {
        final Storage memory = new MemoryStorage();
        return (path, create) -> {
            final StorageDirectory directory = memory.openDirectory(path, create);
            return (StorageDirectory) Proxy.newProxyInstance(StorageDirectory.class.getClassLoader(),
                new Class<?>[] {StorageDirectory.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("create") && arguments[0].toString().contains(".seg.")) {
                        throw new OutOfMemoryError("no heap left, says the test");
                    }
                    try {
                        return method.invoke(directory, arguments);
                    } catch (final InvocationTargetException ex) {
                        throw ex.getCause();
                    }
                });
        };
    }
}
