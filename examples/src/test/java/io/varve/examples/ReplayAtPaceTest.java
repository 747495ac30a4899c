package io.varve.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayAtPaceTest {

    private static final long DAY_NS = 86_400_000_000_000L;
    private static final long START_NS = 5_000;

    private final List<Long> handedOutNs = new ArrayList<>();
    private RecordLog log;
    private long nowNs = START_NS;

    @BeforeEach
    void record() {
        log = RecordLog.open(LogConfig.at(Path.of("day")).storage(new MemoryStorage())
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).build());
        final UnsafeBuffer body = new UnsafeBuffer(new byte[8]);
        for (final long timestampNs : new long[] {1_000, DAY_NS, DAY_NS + 4_000, DAY_NS + 3_000, DAY_NS + 10_000,
            2 * DAY_NS}) {
            log.writer().append(0, body, 0, 8, timestampNs);
        }
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void shouldReplayADayAtItsOwnPace() {
        assertEquals(4, replay(1, 0));
        assertEquals(List.of(0L, 4_000L, 4_000L, 10_000L), handedOutNs);
    }

    @Test
    void shouldReplayADayFourTimesFaster() {
        assertEquals(4, replay(4, 0));
        assertEquals(List.of(0L, 1_000L, 1_000L, 2_500L), handedOutNs);
    }

    @Test
    void shouldCatchUpWithASlowHandler() {
        assertEquals(4, replay(1, 3_500));
        assertEquals(List.of(0L, 4_000L, 7_500L, 11_000L), handedOutNs);
    }

    @Test
    void shouldNotWaitAtAnInfiniteFactor() {
        assertEquals(4, replay(Double.POSITIVE_INFINITY, 0));
        assertEquals(List.of(0L, 0L, 0L, 0L), handedOutNs);
    }

    @Test
    void shouldRefuseAFactorThatIsNotPositive() {
        assertThrows(IllegalArgumentException.class, () -> new ReplayAtPace(0));
        assertThrows(IllegalArgumentException.class, () -> new ReplayAtPace(Double.NaN));
    }

    /** Time passes in waits, and while a record is handled. Waits may end early. */
    private long replay(final double factor, final long handlingNs) {
        try (LogReader reader = log.reader()) {
            reader.toTime(DAY_NS);
            return new ReplayAtPace(factor, () -> nowNs, ns -> nowNs += (ns + 1) / 2)
                .replay(reader, 2 * DAY_NS, (buffer, offset, length, header) -> {
                    handedOutNs.add(nowNs - START_NS);
                    nowNs += handlingNs;
                });
        }
    }
}
