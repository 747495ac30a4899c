package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.io.sim.SeededRandom;
import io.varve.io.sim.SimulatedStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A state machine that replays commands must find the same frames on every machine, whenever its agents have run. */
class SameCommandsTest {

    private static final int COMMANDS = 600;

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[4096]);

    @Test
    void shouldGiveTheSameFramesForTheSameCommandsWithTheSameTimes() {
        final List<String> first = frames(1);
        final List<String> second = frames(2);
        assertTrue(first.size() > COMMANDS, () -> first.size() + " frames");
        for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
            assertEquals(first.get(i), second.get(i), "frame " + i);
        }
        assertEquals(first.size(), second.size());
    }

    /** The seed decides when agents run, when the disk writes back, and which ids there are, not the commands. */
    private List<String> frames(final long seed) {
        final SimulatedStorage storage = new SimulatedStorage(seed);
        final SeededRandom chance = new SeededRandom(seed);
        final SeededRandom commands = new SeededRandom(77);
        final EngineAgents agents = EngineAgents.invoked();
        final long[] clock = {seed * 1_000};
        try (RecordLog log = RecordLog.open(LogConfig.at(Path.of("/log")).storage(storage).ids(chance::nextLong)
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents).clock(() -> clock[0] += 1_000).build())) {
            for (int i = 0; i < COMMANDS; i++) {
                for (int work = chance.nextInt(4); work > 0; work--) {
                    agents.doWork();
                    storage.step();
                }
                apply(log.writer(), agents, commands, 1_000_000L + i);
            }
            return describe(log);
        }
    }

    private void apply(
        final LogWriter writer, final EngineAgents agents, final SeededRandom commands, final long timeNs) {
        final int length = 1 + commands.nextInt(900);
        body.setMemory(0, length, (byte) commands.nextInt(100));
        switch (commands.nextInt(6)) {
            case 0 -> {
                try (LogBatch batch = writer.beginBatch(8_000)) {
                    for (int i = commands.nextInt(4); i >= 0; i--) {
                        batch.add(i, body, 0, length, timeNs);
                    }
                    batch.commit();
                }
            }
            case 1 -> {
                while (writer.tryClaim(2, length, timeNs) < 0) {
                    agents.doWork();
                }
                writer.claim().buffer().putByte(0, (byte) 1);
                writer.claim().abort();
            }
            default -> writer.append(commands.nextInt(128), body, 0, length, timeNs);
        }
    }

    private static List<String> describe(final RecordLog log) {
        final List<String> frames = new ArrayList<>();
        try (LogReader reader = log.verifyingReader()) {
            int polled = 1;
            while (polled > 0) {
                polled = reader.poll((buffer, offset, length, header) -> frames.add(header.position() + " "
                    + header.sequence() + " " + header.type() + " " + header.isBatchContinued() + " "
                    + header.timestampNs() + " " + length + " " + buffer.getByte(offset)), 100);
            }
            assertEquals(0, polled);
        }
        return frames;
    }
}
