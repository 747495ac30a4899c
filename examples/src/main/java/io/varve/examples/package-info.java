/**
 * Examples, one class for each idea, to be read from top to bottom. Each has a {@code main} that shows the idea on a
 * directory of its own, and a test that runs it; all need the one flag
 * {@code --add-exports java.base/jdk.internal.misc=ALL-UNNAMED}.
 *
 * <ul>
 *   <li>{@link io.varve.examples.TenLines}: append, wait until it is durable, read.
 *   <li>{@link io.varve.examples.SbeOrders}: encode a message straight into the log.
 *   <li>{@link io.varve.examples.OrderStateAfterKill}: rebuild state by replay after {@code kill -9}.
 *   <li>{@link io.varve.examples.JfrTelemetryAgent}: keep the flight recorder events of a JVM.
 *   <li>{@link io.varve.examples.TailInAnotherProcess}: follow a log that another process writes.
 *   <li>{@link io.varve.examples.ReplayAtPace}: replay a day at its own pace, or faster.
 *   <li>{@link io.varve.examples.ComingFrom}: what users of Chronicle Queue and Aeron Archive look for first.
 * </ul>
 */
package io.varve.examples;
