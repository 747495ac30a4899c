package io.varve.log;

import io.varve.agent.EngineAgents;
import io.varve.io.Storage;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** Appends to a log of small segments and runs its agents, by a clock that nobody else moves. */
final class LogDriver {

    private static final int BODY = 1000;

    private final EngineAgents agents = EngineAgents.invoked();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[BODY]);
    private long timeNs = 1_000;

    EngineAgents agents() {
        return agents;
    }

    LogConfig.Builder config(final Path path, final Storage storage) {
        return LogConfig.at(path).storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents)
            .clock(() -> timeNs);
    }

    void append(final RecordLog log, final int count) {
        for (int i = 0; i < count; i++) {
            timeNs += 1_000;
            log.writer().append(0, body, 0, BODY, timeNs);
        }
    }

    long nowNs() {
        return timeNs;
    }

    void pass(final long ns) {
        timeNs += ns;
    }

    /** Two seconds, in which the agents are run often enough for whatever they do now and then. */
    void work() {
        for (int i = 0; i < 100; i++) {
            timeNs += 20_000_000;
            agents.doWork();
        }
    }
}
