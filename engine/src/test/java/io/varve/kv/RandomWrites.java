package io.varve.kv;

import io.varve.agent.EngineAgents;
import io.varve.io.Storage;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Changes a small store at random, with compaction at work, and knows what is in it. */
final class RandomWrites implements AutoCloseable {

    static final int KEYS = 200;

    private final KeyValueConfig config;
    private final EngineAgents agents = EngineAgents.invoked();
    private final Map<String, String> model = new TreeMap<>();
    private final Random random;
    private StoreDriver driver;
    private int writes;

    RandomWrites(final Storage storage, final Path path, final long seed) {
        config = KeyValueConfig.at(path)
            .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents)).build();
        random = new Random(seed);
        driver = new StoreDriver(config);
    }

    KeyValueStore store() {
        return driver.store();
    }

    StoreDriver driver() {
        return driver;
    }

    EngineAgents agents() {
        return agents;
    }

    Random random() {
        return random;
    }

    /** What is in the store, by key. */
    Map<String, String> model() {
        return model;
    }

    /** Overwrite and delete, and let agents and compaction have their turn. */
    void write(final int count) {
        for (int i = 0; i < count; i++) {
            final String key = "key" + random.nextInt(KEYS);
            if (random.nextInt(5) == 0) {
                driver.delete(key);
                model.remove(key);
            } else {
                final String value = "value " + writes++ + "y".repeat(random.nextInt(400));
                driver.put(key, value);
                model.put(key, value);
            }
            if (i % 16 == 0) {
                agents.doWork();
                driver.writer().doWork();
            }
        }
    }

    void reopen() {
        driver.close();
        driver = new StoreDriver(config);
    }

    @Override
    public void close() {
        driver.close();
    }
}
