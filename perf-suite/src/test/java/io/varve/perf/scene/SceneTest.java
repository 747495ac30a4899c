package io.varve.perf.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.ExpandableDirectByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneTest {

    @TempDir
    Path directory;

    @Test
    void shouldTellARecordOfTheCrashFromEveryOther() {
        final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(CrashRecord.MAX_LENGTH);
        for (long index = 0; index < 1_000; index++) {
            final int length = CrashRecord.encode(buffer, index);
            assertTrue(length >= 8 && length <= CrashRecord.MAX_LENGTH);
            assertTrue(CrashRecord.isRecord(buffer, 0, length, index));
            assertFalse(CrashRecord.isRecord(buffer, 0, length, index + 1));
            buffer.putByte(length - 1, (byte) ~buffer.getByte(length - 1));
            assertFalse(CrashRecord.isRecord(buffer, 0, length, index));
        }
    }

    @Test
    void shouldShareAcknowledgementsThroughAFile() throws IOException {
        final Path path = directory.resolve("page");
        Acknowledgements.map(path).acknowledge(12, 345);
        assertEquals(12, Acknowledgements.map(path).count());
        assertEquals(345, Acknowledgements.map(path).durablePosition());
    }

    @Test
    void shouldCondenseAHistoryToTheWorstOfEachStep() {
        final LatencyHistory history = new LatencyHistory();
        for (int i = 1; i <= 100; i++) {
            history.add(i);
        }
        assertArrayEquals(new long[] {99, 100}, history.last(2));
        assertArrayEquals(new long[] {34, 68, 100}, history.condensed(3));
        assertEquals(100, history.condensed(100).length);
    }

    @Test
    void shouldDeleteOnlyWhatItMade() throws IOException {
        Files.createFile(directory.resolve("mine"));
        try (StoreDirectory stores = StoreDirectory.create(directory, false)) {
            Files.createDirectories(stores.record().resolve("deep"));
            assertThrows(IOException.class, () -> StoreDirectory.create(directory, false));
        }
        assertTrue(Files.exists(directory.resolve("mine")));
        assertFalse(Files.exists(directory.resolve("record")));
        try (StoreDirectory stores = StoreDirectory.create(directory.resolve("new"), false)) {
            Files.createDirectories(stores.crash());
        }
        assertFalse(Files.exists(directory.resolve("new")));
        try (StoreDirectory stores = StoreDirectory.create(directory.resolve("kept"), true)) {
            Files.createDirectories(stores.record());
        }
        assertTrue(Files.exists(directory.resolve("kept").resolve("record")));
    }

    @Test
    void shouldDescribeTheMachineInOneLine() {
        final String line = Machine.describe(79, "ext4", Path.of("/a/rather/long/path".repeat(9) + "/store"));
        assertTrue(line.length() <= 79, line);
        assertTrue(line.contains(" x ") && line.contains("JDK ") && line.endsWith("/store"), line);
    }
}
