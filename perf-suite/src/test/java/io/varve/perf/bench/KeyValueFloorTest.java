package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyValueFloorTest {

    private static final int KEYS = 2_500;

    @Test
    void shouldLeadToEveryRecordOnceAndNotInOrder(@TempDir final Path directory) throws IOException {
        final BitSet met = new BitSet();
        int near = 0;
        try (KeyValueFloor floor = new KeyValueFloor(directory.resolve("floor"), KEYS);
            KeyValueFloor copying = floor.copying()) {
            for (int i = 0; i < KEYS; i++) {
                assertEquals(KeyValueData.VALUE_LENGTH, floor.get(i));
                assertEquals(KeyValueData.VALUE_LENGTH, copying.get(i));
                near += i > 0 && Math.abs(floor.record(i) - floor.record(i - 1)) < 2 ? 1 : 0;
                met.set((int) floor.record(i));
            }
        }
        assertEquals(KEYS, met.cardinality());
        assertTrue(near < KEYS / 100, "neighbours lead to neighbours");
    }
}
