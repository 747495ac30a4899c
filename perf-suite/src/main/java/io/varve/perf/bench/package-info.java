/**
 * The benchmarks of {@code perf-suite bench}: each compares the engine with a floor that the machine sets, and with
 * peers, in one run.
 *
 * <p>A benchmark runs on the parent's side and starts trials, each in a JVM of its own; a trial measures and prints one
 * line of values. The method is described in {@code docs/BENCHMARKS.md}.
 */
package io.varve.perf.bench;
