package io.varve.perf.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A store under test and the number of keys that were put into it. */
final class LoadedStore implements AutoCloseable {

    /** So that every store sees the same keys in the same order. */
    private static final int SEED = 42;
    private static final int CHECKS = 1_000;

    private final KeyValueTarget target;
    private final Path directory;
    private final long keys;
    private final SplittableRandom random = new SplittableRandom(SEED);

    private LoadedStore(final KeyValueTarget target, final Path directory, final long keys) {
        this.target = target;
        this.directory = directory;
        this.keys = keys;
    }

    /** Open an empty store of the kind that a trial was told. */
    static LoadedStore empty(final TrialValues values, final String name, final long keys)
        throws IOException, ReflectiveOperationException {
        final Path directory = Files.createDirectories(Path.of(values.text("dir")).resolve(name));
        final KeyValueTarget target = Targets.makeStore(values.text("target"));
        target.open(directory, keys);
        return new LoadedStore(target, directory, keys);
    }

    /** Open a store and put the keys 0 to one less than a trial was told. */
    static LoadedStore full(final TrialValues values) throws IOException, ReflectiveOperationException {
        final LoadedStore store = empty(values, "store", values.number("keys"));
        store.target.fill(0, store.keys);
        store.target.settle();
        store.check();
        return store;
    }

    KeyValueTarget target() {
        return target;
    }

    long keys() {
        return keys;
    }

    SplittableRandom random() {
        return random;
    }

    void putAll(final long from, final long to) {
        for (long i = from; i < to; i++) {
            target.put(i);
        }
    }

    /** Look whether keys at random have the values that belong to them, and keys that were never put have none. */
    void check() {
        for (int i = 0; i < CHECKS; i++) {
            final long keyNumber = random.nextLong(keys);
            if (target.get(keyNumber) != KeyValueData.VALUE_LENGTH || target.lastNumber() != keyNumber) {
                throw new IllegalStateException("key " + keyNumber + " does not have the value that was put");
            }
            if (target.get(-1 - keyNumber) != -1) {
                throw new IllegalStateException("a key that was never put has a value");
            }
        }
    }

    /** What the files take on the device, by the kernel's count: without the holes of sparse files. */
    long bytesOnDisk() throws IOException {
        final Process process = new ProcessBuilder("du", "-s", "-B1", directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            final String line = lines.readLine();
            return line == null ? 0 : Long.parseLong(line.split("\t")[0]);
        }
    }

    @Override
    public void close() {
        target.close();
    }
}
