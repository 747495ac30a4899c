package io.varve.session;

/**
 * What a pool does and has done, all of one moment.
 *
 * @param permits     how many sessions there can be at once: the maximum and the overflow.
 * @param available   how many sessions could be taken now without waiting.
 * @param open        lanes that are open, in use or idle.
 * @param idle        lanes that are open and wait for a user.
 * @param inUse       sessions that are taken and not closed.
 * @param waiting     threads that wait for a session.
 * @param acquired    sessions given out since the start.
 * @param timedOut    waits for a session that ended without one.
 * @param longestWait the longest time that a thread waited for a session it got, in ns.
 * @param opened      lanes opened since the start.
 * @param closedIdle  lanes closed because nobody used them.
 * @param closedOld   lanes closed because they had reached their lifetime.
 * @param closedOver  lanes of the overflow closed because nobody waited for them.
 * @param lost        sessions that nobody closed and nothing referred to; their lanes were taken back.
 * @param heldTooLong sessions that were reported because they were in use for longer than the limit.
 */
public record SessionPoolStatistics(int permits, int available, int open, int idle, int inUse, int waiting,
    long acquired, long timedOut, long longestWait, long opened, long closedIdle, long closedOld, long closedOver,
    long lost, long heldTooLong) {
}
