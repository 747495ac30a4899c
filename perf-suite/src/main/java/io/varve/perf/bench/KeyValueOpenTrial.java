package io.varve.perf.bench;

import io.varve.frame.FrameDescriptor;
import io.varve.kv.KeyValueConfig;
import io.varve.kv.KeyValueReader;
import io.varve.kv.KeyValueStore;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Open a key-value store, in a JVM that has just begun, from what it is told to leave there. The floor reads the same
 * files from their beginning to their end.
 */
final class KeyValueOpenTrial implements Trial {

    private static final int WINDOW = 1 << 20;
    private static final int CHECKS = 100_000;
    private static final int SEED = 11;
    private static final int FRAME = FrameDescriptor.alignedLength(
        KeyValueDescriptor.frameLength(0, KeyValueData.KEY_LENGTH, KeyValueData.VALUE_LENGTH));

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final Path directory = KeyValueOpenFillTrial.store(values);
        final String from = values.text("from");
        if (!from.equals("checkpoint")) {
            delete(files(directory, StoreFileNames.CHECKPOINT));
        }
        if (from.equals("log")) {
            delete(files(directory, KeyValueOpen.HINT));
        }
        final TrialValues result = new TrialValues().put("checkpoint", bytes(directory, StoreFileNames.CHECKPOINT))
            .put("hints", bytes(directory, KeyValueOpen.HINT));
        final List<Path> side = Stream.concat(files(directory, StoreFileNames.CHECKPOINT).stream(),
            files(directory, KeyValueOpen.HINT).stream().filter(file -> from.equals("hints"))).toList();
        final long startCpuNs = cpuNs();
        final long startNs = System.nanoTime();
        try (KeyValueStore store = KeyValueStore.open(KeyValueConfig.at(directory).build())) {
            result.put("open", System.nanoTime() - startNs).put("cpu", cpuNs() - startCpuNs)
                .put("recovery", store.recovery().durationNs())
                .put("replayed", store.replayedRecords())
                .put("hinted", store.hintedRecords());
            result.put("floor", floor(directory, side, store.replayedRecords() * FRAME));
            check(store, values.number("keys"));
        }
        return result;
    }

    /** What all threads of this process have used, which says more than time does on a machine that others use. */
    private static long cpuNs() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    private static List<Path> files(final Path directory, final String end) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted(Comparator.reverseOrder()).toList();
        }
    }

    private static void delete(final List<Path> files) throws IOException {
        for (final Path file : files) {
            Files.delete(file);
        }
    }

    private static long bytes(final Path directory, final String end) throws IOException {
        long bytes = 0;
        for (final Path file : files(directory, end)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** Read files that stand beside the log, and as much of the log as was replayed. */
    private static long floor(final Path directory, final List<Path> side, final long logBytes) throws IOException {
        final long startNs = System.nanoTime();
        final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW);
        for (final Path file : side) {
            read(file, Long.MAX_VALUE, window);
        }
        long left = logBytes;
        for (final Path file : files(directory, StoreFileNames.SEGMENT_SUFFIX)) {
            left -= read(file, left, window);
        }
        return System.nanoTime() - startNs;
    }

    private static long read(final Path path, final long atMost, final ByteBuffer window) throws IOException {
        long done = 0;
        try (FileChannel file = FileChannel.open(path)) {
            int read = 0;
            while (read >= 0 && done < atMost) {
                read = file.read(window.clear());
                done += Math.max(read, 0);
            }
        }
        return done;
    }

    private static void check(final KeyValueStore store, final long keys) {
        if (store.size() != keys) {
            throw new IllegalStateException(store.size() + " keys were found, " + keys + " were put");
        }
        final UnsafeBuffer key = new UnsafeBuffer(new byte[KeyValueData.KEY_LENGTH]);
        final UnsafeBuffer value = new UnsafeBuffer(new byte[KeyValueData.VALUE_LENGTH]);
        final SplittableRandom random = new SplittableRandom(SEED);
        try (KeyValueReader reader = store.reader()) {
            for (int i = 0; i < CHECKS; i++) {
                final long keyNumber = random.nextLong(keys);
                KeyValueData.putKey(key, keyNumber);
                if (reader.get(key, 0, KeyValueData.KEY_LENGTH, value, 0) != KeyValueData.VALUE_LENGTH
                    || KeyValueData.number(value) != keyNumber) {
                    throw new IllegalStateException("key " + keyNumber + " does not have the value that was put");
                }
            }
        }
    }
}
