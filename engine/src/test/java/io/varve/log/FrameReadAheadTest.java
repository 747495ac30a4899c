package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.StoreCorruptException;
import io.varve.agent.EngineAgents;
import io.varve.frame.FrameChecksum;
import io.varve.io.MemoryStorage;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameReadAheadTest {

    private static final Path PATH = Path.of("ahead");
    private static final int SEGMENT = 4 << 20;
    private static final int RECORDS = 3_000;

    private final MemoryStorage storage = new MemoryStorage();
    private final EngineAgents agents = EngineAgents.invoked();
    private final LogFoundation foundation = LogFoundation.open(
        LogConfig.at(PATH).storage(storage).segmentLength(SEGMENT).agents(agents).build(), StoreKind.LOG);
    private final FrameReadAhead ahead = new FrameReadAhead(foundation.directory(),
        new FrameChecksum(foundation.storeId().high(), foundation.storeId().low()), SEGMENT);

    FrameReadAheadTest() {
        final Random random = new Random(1);
        final UnsafeBuffer body = new UnsafeBuffer(new byte[4_000]);
        for (int i = 0; i < RECORDS; i++) {
            body.putInt(0, i);
            assertTrue(foundation.log().writer().append(body, 0, 4 + random.nextInt(3_990)) >= 0);
        }
    }

    @AfterEach
    void close() {
        ahead.close();
        foundation.log().close();
    }

    private List<String> frames(final FrameSource source, final int atMost) throws IOException {
        final List<String> frames = new ArrayList<>();
        final long tail = foundation.log().committedPosition();
        for (long base = 0; base < tail; base += SEGMENT) {
            frames.add("to " + source.segment(base, base, tail,
                (position, type, sequence, timestampNs, body, offset, length) -> {
                    frames.add(position + " " + type + " " + sequence + " " + timestampNs + " " + length + " "
                        + (type == 0 ? body.getInt(offset) : 0));
                    return frames.size() % atMost != 0;
                }));
        }
        return frames;
    }

    @Test
    void shouldHandOutWhatAReplayDoes() throws IOException {
        try (FrameReplay replay = foundation.replay()) {
            final List<String> frames = frames(replay, Integer.MAX_VALUE);
            assertTrue(frames.size() > RECORDS);
            assertEquals(frames, frames(ahead, Integer.MAX_VALUE));
            assertEquals(frames(replay, 500), frames(ahead, 500));
        }
    }

    @Test
    void shouldGoOnWithoutHarmAfterAHandlerHasFailed() throws IOException {
        assertThrows(IllegalStateException.class, () -> ahead.segment(0, 0, SEGMENT,
            (position, type, sequence, timestampNs, body, offset, length) -> {
                throw new IllegalStateException();
            }));
        assertTrue(frames(ahead, Integer.MAX_VALUE).size() > RECORDS);
    }

    @Test
    void shouldSayWhichFrameIsDamaged() throws IOException {
        final long damaged = SEGMENT / 2;
        try (StorageDirectory directory = storage.openDirectory(PATH, false);
            StorageFile file = directory.open(StoreFileNames.segment(0), true)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}), damaged);
        }
        final long[] next = {0};
        final StoreCorruptException thrown = assertThrows(StoreCorruptException.class,
            () -> ahead.segment(0, 0, SEGMENT, (position, type, sequence, timestampNs, body, offset, length) -> {
                next[0] = position + (length + 63 & -32);
                return true;
            }));
        assertTrue(thrown.getMessage().contains("position " + next[0]), thrown.getMessage());
        assertTrue(next[0] <= damaged && next[0] > damaged - 4_096, next[0] + "");
    }

    @Test
    void shouldSayThatASegmentIsGone() {
        assertThrows(IOException.class, () -> ahead.segment(1L << 40, 1L << 40, (1L << 40) + SEGMENT,
            (position, type, sequence, timestampNs, body, offset, length) -> true));
    }
}
