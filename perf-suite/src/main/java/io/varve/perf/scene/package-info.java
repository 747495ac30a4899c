/**
 * The telemetry job, scene by scene: Record, Crash, Replay.
 */
package io.varve.perf.scene;
