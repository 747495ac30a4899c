package io.varve.perf.bench;

import io.varve.Durability;
import io.varve.log.LogConfig;
import io.varve.log.RecordLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the instructions of an append cost, beside those of the {@linkplain BurstFloor floor}: a log in memory, so that
 * neither a disk nor a force is part of it. For the work on the hot path; its numbers are not those of a log.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AppendMicrobenchmark {

    /** Bodies of the greatest length, and as many of them, fit into a segment. */
    private static final int RECORDS = 200_000;
    private static final int SEGMENT = 256 << 20;

    /** Length of the body in bytes. */
    @Param({"64", "256", "1024"})
    public int length;

    private UnsafeBuffer body;
    private RecordLog log;
    private Path directory;
    private BurstFloor floor;

    /** Called by JMH. */
    public AppendMicrobenchmark() {
        // Nothing is made before the parameters are set.
    }

    /**
     * Open the file of the floor.
     *
     * @throws IOException when the file system refuses.
     */
    @Setup
    public void open() throws IOException {
        body = BurstTrial.body(length);
        directory = Files.createTempDirectory("varve-jmh");
        floor = new BurstFloor(directory, SEGMENT);
    }

    /** Open a log whose first segment is there, and begin the floor's file anew. */
    @Setup(Level.Invocation)
    public void begin() {
        log = RecordLog.open(LogConfig.at(Path.of("microbenchmark")).inMemory().durability(Durability.NONE)
            .segmentLength(SEGMENT).preparedSegments(1).build());
        log.writer().append(0, body, 0, length, 1);
        floor.prepare();
    }

    /** Close the log. */
    @TearDown(Level.Invocation)
    public void end() {
        log.close();
    }

    /**
     * Close and delete the file.
     *
     * @throws IOException when the file system refuses.
     */
    @TearDown
    public void close() throws IOException {
        floor.close();
        Files.delete(directory.resolve("floor"));
        Files.delete(directory);
    }

    /** Append records. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void append() {
        for (int i = 0; i < RECORDS; i++) {
            log.writer().append(0, body, 0, length, 1);
        }
    }

    /** Copy, checksum and store. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void floor() {
        floor.appendAll(body, length, RECORDS);
    }
}
