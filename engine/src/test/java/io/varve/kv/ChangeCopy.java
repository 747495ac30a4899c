package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import java.util.Map;
import java.util.TreeMap;

/** A copy of a store that is made of its changes. */
final class ChangeCopy {

    private final Map<String, String> copy = new TreeMap<>();
    private long lastVersion;
    private long changes;

    Map<String, String> contents() {
        return copy;
    }

    long changes() {
        return changes;
    }

    void apply(final KeyChange change) {
        assertTrue(change.version() > lastVersion, change.version() + " came after " + lastVersion);
        lastVersion = change.version();
        changes++;
        final String key = change.buffer().getStringWithoutLengthUtf8(change.keyOffset(), change.keyLength());
        if (change.isDelete()) {
            copy.remove(key);
        } else {
            copy.put(key, change.buffer().getStringWithoutLengthUtf8(change.valueOffset(), change.valueLength()));
        }
    }

    /** Take everything that is there now, with agents that run only when they are told to. */
    void drain(final ChangeFeed feed, final EngineAgents agents) {
        int idle = 0;
        while (idle < 3) {
            final int polled = feed.poll(this::apply, 100);
            assertTrue(polled >= 0, "poll returned " + polled);
            idle = polled == 0 ? idle + 1 : 0;
            agents.doWork();
        }
    }
}
