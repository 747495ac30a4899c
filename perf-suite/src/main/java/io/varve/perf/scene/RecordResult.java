package io.varve.perf.scene;

import io.varve.hdr.IdleGaps;
import io.varve.hdr.LatencyRecorder;

/**
 * What the scene Record has done and measured.
 *
 * @param counts       of the records of each type.
 * @param bytes        of the log.
 * @param durationNs   from the first tick's time to the end.
 * @param plannedTicks that the schedule has in that time.
 * @param lost         records of the sources that found no room in the queue.
 * @param history      of the p99 of the append.
 * @param append       latency of the append.
 * @param tail         latency from an append to its reader.
 * @param floor        latency of the floor.
 * @param gaps         of the machine.
 * @param replayed     what the third thread found.
 */
record RecordResult(long[] counts, long bytes, long durationNs, long plannedTicks, long lost, LatencyHistory history,
    LatencyRecorder append, LatencyRecorder tail, LatencyRecorder floor, IdleGaps gaps, CatchUpReader replayed) {

    long records() {
        long sum = 0;
        for (final long count : counts) {
            sum += count;
        }
        return sum;
    }
}
