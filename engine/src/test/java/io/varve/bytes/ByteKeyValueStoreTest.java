package io.varve.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.RecordTooLargeException;
import io.varve.StoreClosedException;
import io.varve.TestThreads;
import io.varve.kv.KeyValueConfig;
import io.varve.kv.PutOptions;
import io.varve.session.SessionPoolConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ByteKeyValueStoreTest {

    private final ByteKeyValueStore store = ByteKeyValueStore.open(
        KeyValueConfig.at(Path.of("bytes")).log(log -> log.inMemory().segmentLength(256 << 10)).build(),
        SessionPoolConfig.builder().laneCapacity(64 << 10).build());

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldPutGetAndRemove() {
        assertNull(store.get(bytes("a")));
        final long version = store.put(bytes("a"), bytes("one"));
        assertTrue(store.put(bytes("b"), new byte[0]) > version);
        assertArrayEquals(bytes("one"), store.get(bytes("a")));
        assertArrayEquals(new byte[0], store.get(bytes("b")));
        assertEquals(2, store.size());
        assertTrue(store.containsKey(bytes("a")));
        assertTrue(store.remove(bytes("a")));
        assertFalse(store.remove(bytes("a")));
        assertFalse(store.containsKey(bytes("a")));
        assertEquals(1, store.size());
    }

    @Test
    void shouldPutUnderConditions() {
        assertFalse(store.replace(bytes("k"), bytes("0")));
        assertTrue(store.putIfAbsent(bytes("k"), bytes("1")));
        assertFalse(store.putIfAbsent(bytes("k"), bytes("2")));
        assertTrue(store.replace(bytes("k"), bytes("3")));
        assertFalse(store.replace(bytes("k"), bytes("1"), bytes("4")));
        assertTrue(store.replace(bytes("k"), bytes("3"), bytes("4")));
        assertFalse(store.remove(bytes("k"), bytes("3")));
        assertTrue(store.remove(bytes("k"), bytes("4")));
        store.put(new PutOptions().expireAt(1), bytes("k"), bytes("5"));
        assertNull(store.get(bytes("k")));
    }

    @Test
    void shouldTakeBuffersFromPositionToLimit() {
        final ByteBuffer key = ByteBuffer.wrap(bytes("xkeyx")).position(1).limit(4);
        final ByteBuffer value = ByteBuffer.allocateDirect(8).putInt(7).flip();
        store.put(key, value);
        assertArrayEquals(new byte[] {0, 0, 0, 7}, store.get(bytes("key")));
        assertArrayEquals(new byte[] {0, 0, 0, 7}, store.get(key));
        assertEquals(1, key.position());
        assertEquals(4, value.remaining());
        assertTrue(store.remove(key));
    }

    @Test
    void shouldReturnAValueThatIsLongerThanThoseBefore() {
        final byte[] value = new byte[7_000];
        value[6_999] = 1;
        store.put(bytes("k"), value);
        assertArrayEquals(value, store.get(bytes("k")));
    }

    @Test
    void shouldRefuseWhatCannotBeStored() {
        assertThrows(ConfigurationException.class, () -> store.put(new byte[0], bytes("v")));
        assertThrows(RecordTooLargeException.class, () -> store.put(bytes("k"), new byte[9_000]));
        assertEquals(0, store.size());
        assertEquals(0, store.sessions().statistics().inUse());
    }

    @Test
    void shouldSayThatItIsClosed() {
        store.put(bytes("k"), bytes("v"));
        store.get(bytes("k"));
        store.close();
        assertThrows(StoreClosedException.class, () -> store.get(bytes("k")));
        assertThrows(StoreClosedException.class, () -> store.put(bytes("k"), bytes("v")));
    }

    @Test
    void shouldBeAMapOfTexts() {
        final ConcurrentMap<String, String> map = store.asMap(ByteCodec.UTF_8, ByteCodec.UTF_8);
        assertTrue(map.isEmpty());
        assertNull(map.put("a", "1"));
        assertEquals("1", map.put("a", "2"));
        assertEquals("2", map.putIfAbsent("a", "3"));
        assertNull(map.putIfAbsent("b", "4"));
        assertEquals("4", map.replace("b", "5"));
        assertNull(map.replace("c", "6"));
        assertTrue(map.replace("b", "5", "7"));
        assertEquals("a2", map.merge("a", "a", (old, added) -> added + old));
        assertEquals("c!", map.computeIfAbsent("c", key -> key + "!"));
        assertNull(map.computeIfPresent("c", (key, value) -> null));
        assertEquals("none", map.getOrDefault("c", "none"));
        assertEquals("7", map.remove("b"));
        assertNull(map.remove("b"));
        assertFalse(map.remove("a", "x"));
        assertTrue(map.containsKey("a"));
        assertEquals(1, map.size());
        assertThrows(NullPointerException.class, () -> map.put("a", null));
    }

    @Test
    void shouldRefuseToLookAtAllKeysOfAMap() {
        final ConcurrentMap<String, byte[]> map = store.asMap(ByteCodec.UTF_8, ByteCodec.BYTES);
        final List<Runnable> refused = List.of(map::entrySet, map::keySet, map::values, map::clear,
            () -> map.containsValue(new byte[0]), () -> map.forEach((key, value) -> { }),
            () -> map.replaceAll((key, value) -> value));
        for (final Runnable action : refused) {
            assertThrows(UnsupportedOperationException.class, action::run);
        }
    }

    @Test
    void shouldCountRightWhenManyThreadsComputeOneKey() throws InterruptedException {
        final ConcurrentMap<String, String> map = store.asMap(ByteCodec.UTF_8, ByteCodec.UTF_8);
        final TestThreads threads = new TestThreads();
        final List<Thread> started = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            started.add(threads.start(() -> {
                for (int n = 0; n < 25; n++) {
                    map.merge("count", "1", (old, one) -> String.valueOf(Integer.parseInt(old) + 1));
                }
            }));
        }
        for (final Thread thread : started) {
            thread.join();
        }
        threads.throwFailure();
        assertEquals("100", map.get("count"));
    }
}
