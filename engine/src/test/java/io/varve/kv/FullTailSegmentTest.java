package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.RollDescriptor;
import io.varve.io.MemoryStorage;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.log.LogConfig;
import io.varve.store.SegmentHeader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The log ends exactly where a segment ends, and nothing in that segment lives. */
class FullTailSegmentTest {

    private static final int TOMBSTONE =
        FrameDescriptor.alignedLength(KeyValueDescriptor.frameLength(
            KeyValueDescriptor.REPLACES | KeyValueDescriptor.RANGE_END, 1, 0));

    private final EngineAgents agents = EngineAgents.invoked();
    private final KeyValueConfig config = KeyValueConfig.at(Path.of("full-tail"))
        .log(log -> log.storage(new MemoryStorage()).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents))
        .build();

    @Test
    void shouldGoOnCountingVersionsWhenTheFullTailSegmentIsAllDead() {
        final long last;
        try (StoreDriver driver = new StoreDriver(config)) {
            last = fillWithWhatIsDead(driver);
            for (int i = 0; i < 100; i++) {
                driver.store().compaction().trigger();
                agents.doWork();
                driver.writer().doWork();
            }
        }
        try (StoreDriver driver = new StoreDriver(config)) {
            assertEquals(last + 1, driver.put("a", "again"));
        }
    }

    private static long fillWithWhatIsDead(final StoreDriver driver) {
        int left = LogConfig.MIN_SEGMENT_LENGTH - SegmentHeader.LENGTH - RollDescriptor.FRAME_LENGTH;
        long last = 0;
        while (left > 0) {
            final int frame = Math.min(left - TOMBSTONE, 4_096);
            driver.put("a", "x".repeat(frame - KeyValueDescriptor.frameLength(0, 1, 0)));
            last = driver.delete("a");
            left -= frame + TOMBSTONE;
            assertTrue(left == 0 || left > 2 * TOMBSTONE, "a segment is no longer filled exactly: " + left);
        }
        assertEquals(LogConfig.MIN_SEGMENT_LENGTH - TOMBSTONE, driver.writer().position());
        return last;
    }
}
