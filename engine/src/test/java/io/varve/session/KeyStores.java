package io.varve.session;

import io.varve.agent.EngineAgents;
import io.varve.kv.KeyValueConfig;
import io.varve.kv.PutOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** Small key-value stores in memory, and sessions that speak of texts. */
final class KeyStores {

    private KeyStores() {
    }

    /** Run by the test's own thread: nothing happens unless somebody waits or runs a duty cycle. */
    static KeyValueConfig.Builder invoked() {
        return inMemory().log(log -> log.agents(EngineAgents.invoked()));
    }

    static KeyValueConfig.Builder inMemory() {
        return KeyValueConfig.at(Path.of("keys")).log(log -> log.inMemory().segmentLength(256 << 10));
    }

    static UnsafeBuffer text(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    static long put(final KeyValueSession session, final String key, final String value) {
        return put(session, new PutOptions(), key, value);
    }

    static long put(
        final KeyValueSession session, final PutOptions options, final String key, final String value) {
        return session.put(options, text(key), 0, key.length(), text(value), 0, value.length());
    }

    static long delete(final KeyValueSession session, final String key) {
        return session.delete(text(key), 0, key.length());
    }

    /** The value, or null when there is no such key. */
    static String get(final KeyValueSession session, final String key) {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[1024]);
        final int length = session.get(text(key), 0, key.length(), value, 0);
        return length < 0 ? null : value.getStringWithoutLengthAscii(0, length);
    }
}
