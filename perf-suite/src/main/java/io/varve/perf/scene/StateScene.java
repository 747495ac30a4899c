package io.varve.perf.scene;

import io.varve.Durability;
import io.varve.hdr.LatencySummary;
import io.varve.hdr.LatencyTable;
import io.varve.hdr.Sparkline;
import io.varve.kv.Compaction;
import io.varve.kv.KeyValueConfig;
import io.varve.kv.KeyValueReader;
import io.varve.kv.KeyValueStore;
import io.varve.perf.terminal.LiveLine;
import io.varve.perf.terminal.Terminal;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/** Keeps the newest state of many instruments by key: overwritten and read at random while space is given back. */
final class StateScene {

    static final int KEYS = 400_000;
    /** Keys, values and headers, what may be dead beside them, and what is prepared. */
    static final long MAX_BYTES = 256L << 20;

    private static final int SEGMENT_LENGTH = 4 << 20;
    private static final long RATE = 100_000;
    private static final long SECONDS = 6;
    private static final long REFRESH_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int LIVE_BARS = 26;

    private final Terminal terminal;
    private final Interruption interruption;
    private final Durability durability;
    private final Sparkline sparkline;
    private final LatencyHistory history = new LatencyHistory();

    StateScene(final Terminal terminal, final Durability durability, final Interruption interruption) {
        this.terminal = terminal;
        this.durability = durability;
        this.interruption = interruption;
        sparkline = new Sparkline(terminal.isUnicode());
    }

    private KeyValueConfig config(final Path path) {
        return KeyValueConfig.at(path).durability(durability.waits() ? Durability.INTERVAL : durability)
            .log(log -> log.segmentLength(SEGMENT_LENGTH)).build();
    }

    /** Whether every key has its last value; true also when the work was interrupted before it could be judged. */
    boolean play(final Path path) {
        terminal.printScene("State", String.format(Locale.ROOT,
            "%,d keys, %,d overwrites/s for %d s and random gets beside them", KEYS, RATE, SECONDS));
        final StateWriter writer;
        try (KeyValueStore store = KeyValueStore.open(config(path))) {
            writer = new StateWriter(store.writer(), KEYS, RATE, SECONDS, interruption);
            final StateReader reader = new StateReader(store.reader(), writer);
            final Thread writing = new Thread(writer, "state-writer");
            final Thread reading = new Thread(reader, "state-reader");
            writing.start();
            reading.start();
            watch(store, writer, reader);
            join(writing);
            join(reading);
            writer.throwIfFailed();
            reader.throwIfFailed();
            print(store, writer, reader);
        }
        return interruption.isRequested() || judge(path, writer);
    }

    private void watch(final KeyValueStore store, final StateWriter writer, final StateReader reader) {
        try (LiveLine line = terminal.liveLine()) {
            while (!writer.isDone() && !interruption.isRequested()) {
                LockSupport.parkNanos(this, REFRESH_NS);
                final LatencySummary interval = reader.recorder().pollInterval();
                if (interval != null) {
                    interval.percentile(99).ifPresent(history::add);
                }
                line.show(String.format(Locale.ROOT, "  %,12d puts %,12d gets  %d segments  %s", writer.puts(),
                    reader.gets(), store.segments(), history.isEmpty() ? "" : "get p99 "
                        + LatencyTable.microseconds(history.latest()) + " us "
                        + sparkline.render(history.last(LIVE_BARS))));
            }
        }
    }

    private void print(final KeyValueStore store, final StateWriter writer, final StateReader reader) {
        final Compaction compaction = store.compaction();
        terminal.print(String.format(Locale.ROOT, "  %,d puts, %,d gets; %d segments of %d MiB given back, %d left",
            writer.puts(), reader.gets(), compaction.removedSegments(), SEGMENT_LENGTH >> 20, store.segments()));
        if (compaction.sealedLiveBytes() > 0) {
            terminal.print(String.format(Locale.ROOT,
                "  space %.2f x what lives (promised %.1f); %.0f MB moved for %.0f MB written",
                (double) compaction.sealedBytes() / compaction.sealedLiveBytes(),
                store.config().maxSpaceAmplification(), compaction.movedBytes() / 1e6, writer.bytes() / 1e6));
        }
        new LatencyTable().add("get service", reader.recorder().service())
            .add("put service", writer.recorder().service()).add("put response", writer.recorder().response())
            .lines().forEach(terminal::print);
    }

    private boolean judge(final Path path, final StateWriter writer) {
        final long startNs = System.nanoTime();
        try (KeyValueStore store = KeyValueStore.open(config(path)); KeyValueReader reader = store.reader()) {
            final double openMs = (System.nanoTime() - startNs) / 1e6;
            final UnsafeBuffer key = StateValue.keyBuffer();
            final UnsafeBuffer value = StateValue.valueBuffer();
            int wrong = 0;
            for (int number = 0; number < KEYS; number++) {
                StateValue.putKey(key, number);
                if (reader.get(key, 0, StateValue.KEY_LENGTH, value, 0) != StateValue.LENGTH
                    || !StateValue.isOf(value, number, writer.generation(number))) {
                    wrong++;
                }
            }
            terminal.print(String.format(Locale.ROOT, "  opened again in %.0f ms, %,d records replayed", openMs,
                store.replayedRecords()));
            terminal.printVerdict(wrong == 0 && store.size() == KEYS, wrong == 0
                ? "every key has the last value that was put" : wrong + " keys have another value than the last one");
            return wrong == 0 && store.size() == KEYS;
        }
    }

    private static void join(final Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException ex) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
