package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreFullException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedStorage;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyValueUploadTest {

    private static final int HALF_A_GIBIBYTE = 512 << 20;
    private static final long TICK_NS = 1_000_000L;

    private final EngineAgents agents = EngineAgents.invoked();
    private long nowNs = 1_700_000_000_000_000_000L;
    private final SimulatedStorage storage = new SimulatedStorage(3);
    private final KeyValueConfig config = KeyValueConfig.at(Path.of("/uploads"))
        .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents)
            .clock(() -> nowNs += TICK_NS))
        .build();
    private final int chunk = config.maxFrameValueLength();
    private final Random random = new Random(9);
    private final PutOptions options = new PutOptions();
    private StoreDriver driver = new StoreDriver(config);
    private KeyValueUpload upload = driver.writer().newUpload();

    @AfterEach
    void close() {
        driver.close();
    }

    private long begin(final String key, final int length) {
        final UnsafeBuffer bytes = StoreDriver.bytes(key);
        return upload.begin(options, bytes, 0, bytes.capacity(), length);
    }

    private void write(final String text) {
        final UnsafeBuffer bytes = StoreDriver.bytes(text);
        upload.write(bytes, 0, bytes.capacity());
    }

    private static String text(final int length) {
        return "0123456789abcdefghijklmnopqrstuvwxyz-".repeat(length / 37 + 1).substring(0, length);
    }

    @Test
    void shouldPutWhatComesInPieces() {
        for (int i = 0; i < 200; i++) {
            final String value = text(random.nextInt(i % 3 == 0 ? chunk : 6 * chunk));
            assertEquals(0, begin("key", value.length()));
            int done = 0;
            while (done < value.length()) {
                final int piece = Math.min(value.length() - done, random.nextInt(i % 2 == 0 ? 500 : 3 * chunk));
                write(value.substring(done, done + piece));
                done += piece;
            }
            final long version = upload.commit();
            assertEquals(value, driver.get("key"));
            assertEquals(version, driver.version("key"));
        }
    }

    @Test
    void shouldShowNothingBeforeTheCommit() {
        driver.put("key", "former");
        begin("key", 4 * chunk);
        write(text(3 * chunk));
        assertEquals("former", driver.get("key"));
        upload.abort();
        assertThrows(IllegalStateException.class, () -> write("x"));
        assertThrows(IllegalStateException.class, () -> upload.commit());
        begin("other", 4 * chunk);
        write(text(4 * chunk));
        driver.close();
        driver = new StoreDriver(config);
        assertEquals("former", driver.get("key"));
        assertNull(driver.get("other"));
    }

    @Test
    void shouldHoldTheConditionAtTheCommit() {
        options.ifAbsent();
        assertEquals(0, begin("key", 2 * chunk));
        write(text(2 * chunk));
        driver.put("key", "in between");
        assertEquals(KeyValueResult.CONFLICT, upload.commit());
        assertEquals("in between", driver.get("key"));
        assertEquals(KeyValueResult.CONFLICT, begin("key", 2 * chunk));
        assertThrows(IllegalStateException.class, () -> write("x"));
    }

    @Test
    void shouldRefusePiecesThatDoNotFitTheLength() {
        assertThrows(ConfigurationException.class, () -> begin("key", config.maxValueLength() + 1));
        assertThrows(ConfigurationException.class, () -> begin("key", -1));
        begin("key", 10);
        write("12345");
        assertThrows(ConfigurationException.class, () -> write("678901"));
        write("67890");
        assertTrue(upload.commit() > 0);
        assertEquals("1234567890", driver.get("key"));
        begin("key", 10);
        write("12345");
        assertThrows(IllegalStateException.class, () -> upload.commit());
        assertEquals("1234567890", driver.get("key"));
    }

    @Test
    void shouldKeepCompactionAwayFromWhatIsNotListedYet() {
        final String value = text(60 * chunk);
        begin("key", value.length());
        for (int i = 0; i < 60; i++) {
            write(value.substring(i * chunk, (i + 1) * chunk));
            driver.put("other", text(chunk));
            for (int j = 0; j < 5; j++) {
                driver.store().compaction().trigger();
                agents.doWork();
                driver.writer().doWork();
            }
        }
        assertEquals(0, driver.store().compaction().removedSegments());
        assertTrue(upload.commit() > 0);
        for (int j = 0; j < 2_000; j++) {
            driver.store().compaction().trigger();
            agents.doWork();
            driver.writer().doWork();
        }
        assertTrue(driver.store().compaction().removedSegments() > 0);
        assertEquals(value, driver.get("key"));
        driver.close();
        driver = new StoreDriver(config);
        assertEquals(value, driver.get("key"));
    }

    @Test
    void shouldEndWhenRoomRunsOut() {
        driver.put("key", "former");
        begin("key", 100 * chunk);
        storage.capacityBytes(storage.allocatedBytes());
        assertThrows(StoreFullException.class, () -> write(text(100 * chunk)));
        assertThrows(IllegalStateException.class, () -> write("x"));
        assertEquals("former", driver.get("key"));
        storage.capacityBytes(Long.MAX_VALUE);
    }

    @Test
    @Tag("slow")
    void shouldPutHalfAGibibyteInPieces(@TempDir final Path directory) {
        final UnsafeBuffer key = StoreDriver.bytes("key");
        final UnsafeBuffer piece = new UnsafeBuffer(new byte[1_000_003]);
        try (KeyValueStore store = KeyValueStore.open(KeyValueConfig.at(directory.resolve("store"))
            .log(log -> log.segmentLength(16 << 20).allowUnsafeFileSystem(true)).build());
            KeyValueReader reader = store.reader()) {
            final KeyValueUpload large = store.writer().newUpload();
            assertEquals(0, large.begin(options, key, 0, 3, HALF_A_GIBIBYTE));
            for (int done = 0; done < HALF_A_GIBIBYTE; done += piece.capacity()) {
                piece.setMemory(0, piece.capacity(), (byte) (done / piece.capacity()));
                large.write(piece, 0, Math.min(piece.capacity(), HALF_A_GIBIBYTE - done));
            }
            assertTrue(large.commit() > 0);
            assertEquals(HALF_A_GIBIBYTE, reader.length(key, 0, 3));
            for (int done = 0; done < HALF_A_GIBIBYTE; done += piece.capacity()) {
                final int length =
                    reader.getRange(key, 0, 3, done, piece.capacity(), piece, 0);
                assertEquals(Math.min(piece.capacity(), HALF_A_GIBIBYTE - done), length);
                assertEquals((byte) (done / piece.capacity()), piece.getByte(0));
                assertEquals((byte) (done / piece.capacity()), piece.getByte(length - 1));
            }
        }
    }
}
