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

    private static final int OPERATIONS = 10_000;

    @TempDir
    Path directory;

    @Test
    void shouldNotAllocateWhereRecordsAreAppendedClaimedAndPolled() {
        final Map<String, Long> allocated = new TreeMap<>();
        final LogConfig config = LogConfig.at(directory.resolve("log"))
            .segmentLength(Room.segmentLength(2 * AllocationProbe.bytes(OPERATIONS))).preparedSegments(1).build();
        try (RecordLog log = RecordLog.open(config)) {
            allocated.putAll(new AllocationProbe(log).measure(OPERATIONS));
        }
        // Less than a byte an operation: what a compiler thread or a first call allocates is no rule of the call.
        allocated.values().removeIf(bytes -> bytes < OPERATIONS);
        assertEquals(Map.of(), allocated);
    }
}
