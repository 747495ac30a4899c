/**
 * The peers that the benchmarks compare with; compiled by the Maven profile {@code peers} only.
 */
package io.varve.perf.bench.peers;
