package io.varve.perf.bench;

import io.varve.log.LogWriter;
import io.varve.session.Session;
import io.varve.session.SessionPool;
import io.varve.session.SessionPoolConfig;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** One producer sends through a session to the writer on another thread, until the last record is applied. */
final class SessionTrial implements Trial {

    private static final int LENGTH = 64;
    private static final int WARM_UP_ROUNDS = 10;
    private static final int WARM_UP_RECORDS = 500_000;
    private static final int WAIT_SECONDS = 60;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final Path directory = Path.of(values.text("dir"));
        final UnsafeBuffer body = BurstTrial.body(LENGTH);
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            sent(directory.resolve("warm-sent-" + i), body, WARM_UP_RECORDS);
            appended(directory.resolve("warm-appended-" + i), body, WARM_UP_RECORDS);
        }
        final long records = values.number("records");
        return new TrialValues().put("appended", appended(directory.resolve("appended"), body, records))
            .put("rate", sent(directory.resolve("sent"), body, records));
    }

    private static double appended(final Path directory, final UnsafeBuffer body, final long records) {
        try (VarveTarget target = new VarveTarget()) {
            target.openPrepared(directory, BurstTrial.bytes(records, LENGTH), body, LENGTH);
            final LogWriter writer = target.log().writer();
            final long startNs = System.nanoTime();
            for (long i = 0; i < records; i++) {
                writer.append(body, 0, LENGTH);
            }
            return records * 1e9 / (System.nanoTime() - startNs);
        }
    }

    private static double sent(final Path directory, final UnsafeBuffer body, final long records) {
        try (VarveTarget target = new VarveTarget()) {
            target.openPrepared(directory, BurstTrial.bytes(records, LENGTH), body, LENGTH);
            try (SessionPool pool = SessionPool.onThread(
                target.log(), SessionPoolConfig.builder().build(), new BusySpinIdleStrategy());
                Session session = pool.acquire()) {
                final long startNs = System.nanoTime();
                for (long i = 0; i < records; i++) {
                    while (session.send(body, 0, LENGTH) < 0) {
                        Thread.onSpinWait();
                    }
                }
                session.awaitApplied(session.lastTicket(), WAIT_SECONDS, TimeUnit.SECONDS);
                return records * 1e9 / (System.nanoTime() - startNs);
            }
        }
    }
}
