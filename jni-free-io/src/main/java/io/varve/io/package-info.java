/**
 * Files as memory: allocate, map, prepare ahead, force, lock and unmap, without native code.
 *
 * <p>The engine touches files only through {@link io.varve.io.Storage} and what it hands out. Three
 * implementations behave alike: {@link io.varve.io.MappedStorage} (real files),
 * {@link io.varve.io.MemoryStorage} (nothing on disk, for tests of applications) and
 * {@link io.varve.io.sim.SimulatedStorage} (a disk that loses power, deterministic by seed).
 *
 * <p>This package knows nothing of records.
 */
package io.varve.io;
