package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.StoreFailedException;
import io.varve.io.MappedStorage;
import io.varve.io.Storage;
import io.varve.io.StorageDirectory;
import io.varve.store.CountersFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.errors.ErrorLogReader;
import org.agrona.concurrent.status.CountersReader;

/**
 * Reads the counters and distinct errors of the last writer that has appended to a log, in this process or another
 * one, running or dead. Changes nothing. Safe for use by many threads.
 */
public final class LogCountersReader implements AutoCloseable {

    private final StorageDirectory directory;

    private LogCountersReader(final StorageDirectory directory) {
        this.directory = directory;
    }

    /**
     * One counter.
     *
     * @param id    see {@link LogCounter#id()}; a newer version may have more of them.
     * @param label what it counts, with its unit.
     * @param value of the counter, at most about 50 ms old while the writer's agents run.
     */
    public record Counter(int id, String label, long value) {
    }

    /**
     * One distinct error.
     *
     * @param count   how often it was observed.
     * @param firstMs when it was observed first, ms since the Unix epoch.
     * @param lastMs  when it was observed last, ms since the Unix epoch.
     * @param text    what was being done, and the failure with its stack trace.
     */
    public record DistinctError(int count, long firstMs, long lastMs, String text) {
    }

    /**
     * All counters and errors at one moment; each value is whole, but they are not read all at once.
     *
     * @param pid         of the writer's process.
     * @param startTimeMs when the writer began to append, ms since the Unix epoch.
     * @param counters    by id, ascending.
     * @param errors      in the order in which they were first observed.
     */
    public record Snapshot(long pid, long startTimeMs, List<Counter> counters, List<DistinctError> errors) {

        /**
         * The value of a counter.
         *
         * @param counter to be looked up.
         * @return its value; 0 when the writer did not know it.
         */
        public long value(final LogCounter counter) {
            return counters.stream().filter(other -> other.id() == counter.id()).mapToLong(Counter::value)
                .findFirst().orElse(0);
        }
    }

    /**
     * Open a directory.
     *
     * @param path of the directory of a log.
     * @return the reader.
     * @throws ConfigurationException when there is no such directory, or the JVM lacks the flag.
     * @throws StoreFailedException   when the file system fails.
     */
    public static LogCountersReader open(final Path path) {
        return open(MappedStorage.instance(), path);
    }

    /**
     * Open a directory of some storage.
     *
     * @param storage that the directory is of.
     * @param path    of the directory of a log.
     * @return the reader.
     * @throws ConfigurationException when there is no such directory, or the JVM lacks the flag.
     * @throws StoreFailedException   when the file system fails.
     */
    public static LogCountersReader open(final Storage storage, final Path path) {
        StoreOpening.checkJvm();
        try {
            return new LogCountersReader(storage.openDirectory(path, false));
        } catch (final NoSuchFileException ex) {
            throw new ConfigurationException(path + " does not exist; a log is created by the one who writes it", ex);
        } catch (final IOException ex) {
            throw StoreOpening.failure(path + " could not be opened", ex);
        }
    }

    /**
     * Read everything now. When a new writer has begun, its counters are read.
     *
     * @return counters and errors.
     * @throws ConfigurationException when there are no counters, because nobody has appended yet, or they are of
     *                                another version.
     * @throws StoreFailedException   when the file system fails.
     */
    public Snapshot snapshot() {
        try (CountersFile file = CountersFile.open(directory)) {
            final List<Counter> counters = new ArrayList<>();
            new CountersReader(file.metadata(), file.values(), StandardCharsets.US_ASCII).forEach(
                (value, id, label) -> counters.add(new Counter(id, label, value)));
            final List<DistinctError> errors = new ArrayList<>();
            ErrorLogReader.read(file.errors(), (count, firstMs, lastMs, text) -> errors.add(
                new DistinctError(count, firstMs, lastMs, text)));
            return new Snapshot(file.pid(), file.startTimeMs(), List.copyOf(counters), List.copyOf(errors));
        } catch (final NoSuchFileException ex) {
            throw new ConfigurationException(directory.path()
                + " holds no counters; they are made when a writer appends first", ex);
        } catch (final IndexOutOfBoundsException | IllegalArgumentException ex) {
            throw new ConfigurationException("the counters in " + directory.path()
                + " are damaged; they are made anew when a writer appends", ex);
        } catch (final IOException ex) {
            throw StoreOpening.failure("the counters in " + directory.path() + " could not be read", ex);
        } catch (final InternalError ex) {
            throw new StoreFailedException("the counters in " + directory.path() + " could not be read: "
                + ex.getMessage(), ex);
        }
    }

    /** Close the directory. */
    @Override
    public void close() {
        directory.close();
    }
}
