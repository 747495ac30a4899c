package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.log.LogConfig;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocationTest {

    private static final int OPERATIONS = 2_000;
    private static final int ROUNDS = 5;

    @TempDir
    Path directory;

    @Test
    void shouldNotAllocateWhereRecordsAreAppendedClaimedAndPolled() {
        final Map<String, Long> least = new TreeMap<>();
        final LogConfig config = LogConfig.at(directory.resolve("log"))
            .segmentLength(Room.segmentLength(2 * ROUNDS * AllocationProbe.bytes(OPERATIONS))).preparedSegments(1)
            .build();
        try (RecordLog log = RecordLog.open(config)) {
            final AllocationProbe probe = new AllocationProbe(log);
            for (int round = 0; round < ROUNDS; round++) {
                probe.measure(OPERATIONS).forEach((call, bytes) -> least.merge(call, bytes, Math::min));
            }
        }
        // Early rounds allocate in code that is not compiled yet.
        assertEquals(8, least.size());
        least.values().removeIf(bytes -> bytes == 0);
        assertEquals(Map.of(), least);
    }
}
