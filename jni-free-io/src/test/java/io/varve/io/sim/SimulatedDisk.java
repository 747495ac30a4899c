package io.varve.io.sim;

import io.varve.io.MappedRegion;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** A simulated storage with one open directory, and short words for what the tests of the model do with it. */
final class SimulatedDisk {

    static final int PAGE = SimulatedStorage.PAGE_SIZE;
    static final int SECTOR = SimulatedStorage.SECTOR_SIZE;
    private static final Path STORE = Path.of("/store");

    final SimulatedStorage storage;
    StorageDirectory directory;

    SimulatedDisk(final long seed) throws IOException {
        this(new SimulatedStorage(seed).writeBackProbability(0));
    }

    SimulatedDisk(final SimulatedStorage storage) throws IOException {
        this.storage = storage;
        reopen();
    }

    void reopen() throws IOException {
        directory = storage.openDirectory(STORE, true);
    }

    SimulatedFiles files() {
        return storage.files(STORE);
    }

    /** A file with that content, which is durable like its entry. */
    StorageFile durable(final String name, final byte[] content) throws IOException {
        final StorageFile result = volatileFile(name, content);
        result.force();
        directory.force();
        return result;
    }

    StorageFile volatileFile(final String name, final byte[] content) throws IOException {
        final StorageFile result = directory.create(name);
        result.write(ByteBuffer.wrap(content), 0);
        return result;
    }

    /** A durable file of so many zero pages, mapped. */
    MappedRegion mapped(final String name, final int pages) throws IOException {
        try (StorageFile file = durable(name, new byte[pages * PAGE])) {
            return file.map(pages * PAGE, true);
        }
    }

    /** What is seen in so many different futures after a loss of power now. */
    Set<String> outcomes(final int futures, final Function<SimulatedFiles, String> view) {
        final Set<String> result = new TreeSet<>();
        for (int seed = 0; seed < futures; seed++) {
            final SimulatedStorage fork = storage.fork(seed);
            fork.crash();
            result.add(view.apply(fork.files(STORE)));
        }
        return result;
    }

    /** Whether a file is there, and with which first byte. */
    static String entry(final SimulatedFiles files, final String name) {
        if (!files.names().contains(name)) {
            return "-";
        }
        final byte[] bytes = files.bytes(name);
        return bytes.length == 0 ? "empty" : Byte.toString(bytes[0]);
    }

    static byte[] filled(final int length, final int value) {
        final byte[] result = new byte[length];
        Arrays.fill(result, (byte) value);
        return result;
    }
}
