/**
 * Copies of a key-value store: a backup of one moment, and a second directory that is kept current.
 *
 * <p>{@link io.varve.kv.backup.BackupFollower} and {@link io.varve.kv.backup.BackupResult} are API, the rest is
 * internal to the engine.
 */
package io.varve.kv.backup;
