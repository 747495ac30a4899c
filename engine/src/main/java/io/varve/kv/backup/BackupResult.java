package io.varve.kv.backup;

/**
 * What a backup has done. Immutable.
 *
 * @param position       where the log of the backup ends: everything in front of it is there, nothing behind it.
 * @param segments       how many segments the backup has.
 * @param linkedSegments how many of them are one file with the store's, on one file system, and take no space of their
 *                       own.
 * @param copiedBytes    of segments and checkpoint.
 */
public record BackupResult(long position, int segments, int linkedSegments, long copiedBytes) {
}
