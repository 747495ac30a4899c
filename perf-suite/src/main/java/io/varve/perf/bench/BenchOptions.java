package io.varve.perf.bench;

import java.nio.file.Path;
import java.util.Set;

/**
 * How benchmarks are to be run.
 *
 * @param dir     under which each trial gets an empty directory of its own.
 * @param records that a burst, a replay or a reopening has.
 * @param seconds that a run at a fixed rate takes.
 * @param bytes   that a sustained run and a large log have.
 * @param keys    that a key-value store has.
 * @param trials  of each kind, interleaved.
 * @param peers   to compare with.
 * @param picture that the benchmark of a fixed rate fills, or null when none was asked for.
 */
record BenchOptions(Path dir, long records, int seconds, long bytes, long keys, int trials, Set<Targets> peers,
    LatencyPicture picture) {
}
