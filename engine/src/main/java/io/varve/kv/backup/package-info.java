/**
 * Copies of a key-value store.
 *
 * <p>{@link io.varve.kv.backup.BackupResult} is API, the rest is internal to the engine.
 */
package io.varve.kv.backup;
