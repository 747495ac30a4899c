/**
 * The telemetry of a running JVM and its machine as records of a log: flight recorder events, counters of the kernel,
 * and synthetic market ticks. All integers are little-endian; every body begins with a time in ns since the Unix epoch.
 */
package io.varve.perf.telemetry;
