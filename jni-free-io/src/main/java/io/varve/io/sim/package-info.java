/**
 * A simulated disk that loses power, runs full and fails, deterministic by seed.
 *
 * <p>{@link io.varve.io.sim.SimulatedStorage} is a {@link io.varve.io.Storage} like any other to the code under test.
 * The test holds the same object and decides when power goes, when the process is killed, and which call fails.
 * {@link io.varve.io.sim.SeededRandom} and {@link io.varve.io.sim.Shrinker} are what a randomised test needs besides.
 */
package io.varve.io.sim;
