package io.varve.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.varve.io.MemoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/**
 * Small stores, byte by byte, as they were when the format was fixed. A difference means that old stores are read wrong
 * or that the format has a new version. {@code -Dvarve.golden.update=true} writes the files anew.
 */
class GoldenFileTest {

    private static LogScript script() {
        return new LogScript(new MemoryStorage(), Path.of("log"));
    }

    private static void assertGolden(final String name, final SortedMap<String, byte[]> files) throws IOException {
        final String dump = "Written by GoldenFileTest; offsets and bytes in hexadecimal, numbers little-endian.\n"
            + HexDump.of(files);
        assertFalse(dump.contains("UNEXPLAINED"), dump);
        if (Boolean.getBoolean("varve.golden.update")) {
            final Path resources = Path.of(System.getProperty("basedir", "."), "src/test/resources/golden");
            Files.writeString(resources.resolve(name), dump);
            return;
        }
        try (InputStream golden = GoldenFileTest.class.getResourceAsStream("/golden/" + name)) {
            assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8), dump);
        }
    }

    @Test
    void shouldKeepTheBytesOfAnEmptyStore() throws IOException {
        final LogScript script = script();
        script.close();
        assertGolden("empty.hex", script.files());
    }

    @Test
    void shouldKeepTheBytesOfRecordsClaimsAndBatches() throws IOException {
        final LogScript script = script().text(7, "hello").text(0, "a body of thirty-two whole bytes")
            .claim(1, 40, 3).force().abortedClaim(20).text(127, "x").batch(null, 1).batch(null, 2, 3)
            .batch(42L, 4, 5).abortedBatch(43L, 6);
        script.close();
        assertGolden("records.hex", script.files());
    }

    @Test
    void shouldKeepTheBytesOfEpochsAndRolls() throws IOException {
        final LogScript script = script().batch(-2L, 1).force().reopen().text(1, "epoch 2").roll()
            .text(2, "epoch 2, next segment").reopen().roll().reopen().reopen().text(3, "epoch 5").idle();
        script.close();
        assertGolden("epochs.hex", script.files());
    }

    @Test
    void shouldKeepTheBytesOfCursors() throws IOException {
        final LogScript script = script().text(1, "one");
        script.log.cursor("kept").commitDurably(script.log.committedPosition());
        script.log.droppableCursor("droppable").commitDurably(0);
        script.close();
        assertGolden("cursors.hex", script.files());
    }

    @Test
    void shouldKeepTheBytesOfAStoreWhoseWriterDied() throws IOException {
        final LogScript script = script().text(1, "closed").reopen().text(2, "durable").force().text(3, "not forced")
            .leaveBatchOpen(null, 1, 2, 3);
        assertGolden("died.hex", script.files());
        script.close();
    }

    @Test
    void shouldKeepTheBytesOfARecoveredStore() throws IOException {
        final LogScript script = script().text(1, "closed").reopen().text(2, "durable").force().text(3, "not forced")
            .leaveBatchOpen(null, 1, 2, 3).kill().text(4, "after recovery");
        script.close();
        assertGolden("recovered.hex", script.files());
    }
}
