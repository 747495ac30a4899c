package io.varve.perf.bench;

import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * A log under test: Varve or a peer. Made by a public constructor without arguments, in a JVM of its own.
 *
 * <p>The loops over many records are the target's own, so that each is compiled for its target alone.
 *
 * <p>Used by one thread, but for what {@link ReadableTarget} says.
 */
public interface LogTarget extends AutoCloseable {

    /**
     * Open an empty log.
     *
     * @param directory that does not exist yet.
     * @param bytes     of frames that will be appended in one burst; a target that can make room for them does it now.
     *                  0 for the defaults of the target.
     */
    void open(Path directory, long bytes);

    /**
     * Append a record.
     *
     * @param body   of the record.
     * @param length of the body in bytes.
     */
    void append(DirectBuffer body, int length);

    /**
     * Append the same record many times, and return when all are in the log that readers read.
     *
     * @param body   of the record.
     * @param length of the body in bytes.
     * @param count  of records.
     */
    void appendAll(DirectBuffer body, int length, long count);

    @Override
    void close();
}
