package io.varve.log;

import io.varve.store.MarkFile;
import io.varve.store.SegmentIndex;
import io.varve.store.SegmentList;

/**
 * A log that was recovered and is ready to be written.
 *
 * @param mark      that names the new writer.
 * @param list      of live segments.
 * @param tail      what is known of the end of the log.
 * @param tailIndex of the segment that the log ends in, or null when it must be made by a walk.
 * @param result    for the application.
 */
record RecoveredLog(MarkFile mark, SegmentList list, LogState tail, SegmentIndex tailIndex, RecoveryResult result) {
}
