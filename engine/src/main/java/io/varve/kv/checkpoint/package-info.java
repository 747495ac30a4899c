/**
 * Checkpoints of the index of a key-value store: copies from which an opening starts, so that it need not read the
 * whole log.
 *
 * <p>Internal to the engine, no API.
 */
package io.varve.kv.checkpoint;
