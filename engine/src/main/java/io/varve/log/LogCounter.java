package io.varve.log;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a log counts. Ids never change and are never used again; new counters get the next ones. Counts begin at 0 when
 * a log is opened for writing; times are nanoseconds, sizes bytes.
 *
 * @see RecordLog#counter(LogCounter)
 * @see LogCountersReader
 */
public enum LogCounter {

    /** Position behind the last whole record or batch. */
    COMMITTED_POSITION("committed position"),
    /** Position up to which the log was forced. */
    DURABLE_POSITION("durable position"),
    /** How far the committed position has moved since the log was opened. */
    APPENDED_BYTES("appended bytes, headers and padding included"),
    /** Records appended since the log was opened; the last millisecond may be missing while the writer is at it. */
    APPENDED_RECORDS("appended records"),
    /** Bytes of padding at the ends of segments and in place of aborted claims and batches. */
    PADDING_BYTES("padding bytes"),
    /** Segments that were made ready. */
    SEGMENTS_PREPARED("segments prepared"),
    /** How often the writer went on to a new segment. */
    SEGMENTS_ROLLED("segments rolled"),
    /** Segments that retention has dropped. */
    SEGMENTS_DROPPED("segments dropped"),
    /** Segments that are mapped by the writer's process now. */
    SEGMENTS_MAPPED("segments mapped"),
    /** Failed tries to prepare a segment. */
    PREPARATION_FAILURES("failed preparations of a segment"),
    /** How often an append found no segment ready. */
    SEGMENT_WAITS("waits for a segment"),
    /** Sum of the times from the first refused append to the one that found a segment. */
    SEGMENT_WAIT_NS("time waited for segments, ns"),
    /** The longest of those times. */
    SEGMENT_WAIT_MAX_NS("longest wait for a segment, ns"),
    /** Successful forces of the log. */
    FORCES("forces"),
    /** Sum of the times of forces. */
    FORCE_NS("time of forces, ns"),
    /** The longest force. */
    FORCE_MAX_NS("longest force, ns"),
    /** Bytes that were forced. */
    FORCED_BYTES("forced bytes"),
    /** Below that position retention may drop; 0 while it drops nothing. */
    RETENTION_HELD_POSITION("position up to which cursors and durability let retention drop"),
    /** For how long a reader holds memory that is to be given back; 0 when there is none. */
    READER_DELAY_NS("age of the oldest memory that a reader holds back, ns"),
    /** The longest duty cycle of an agent of {@link io.varve.agent.AgentRole#TICK}. */
    TICK_CYCLE_MAX_NS("longest cycle of tick agents, ns"),
    /** Duty cycles of those above {@link LogConfig#slowCycleNs()}. */
    TICK_STALLS("stalled cycles of tick agents"),
    /** The longest duty cycle of an agent of {@link io.varve.agent.AgentRole#PREPARE}. */
    PREPARE_CYCLE_MAX_NS("longest cycle of prepare agents, ns"),
    /** Duty cycles of those above {@link LogConfig#slowCycleNs()}. */
    PREPARE_STALLS("stalled cycles of prepare agents"),
    /** The longest duty cycle of an agent of {@link io.varve.agent.AgentRole#FORCE}. */
    FORCE_CYCLE_MAX_NS("longest cycle of force agents, ns"),
    /** Duty cycles of those above {@link LogConfig#slowCycleNs()}. */
    FORCE_STALLS("stalled cycles of force agents"),
    /** How long opening took. */
    RECOVERY_NS("time of recovery, ns"),
    /** Bytes that recovery has cut. */
    RECOVERY_CUT_BYTES("bytes cut by recovery"),
    /** Records that recovery has checked. */
    RECOVERY_SCANNED_RECORDS("records scanned by recovery"),
    /** Failures, those that were dealt with included; each distinct one is in the error log. */
    ERRORS("errors"),
    /** When the counters were brought up to date, ns since the Unix epoch. */
    UPDATED_NS("time of the last update, ns since the Unix epoch"),
    /** The longest duty cycle of an agent of {@link io.varve.agent.AgentRole#DISPATCH}. */
    DISPATCH_CYCLE_MAX_NS("longest cycle of dispatch agents, ns"),
    /** Duty cycles of those above {@link LogConfig#slowCycleNs()}. */
    DISPATCH_STALLS("stalled cycles of dispatch agents"),
    /** Views of segments that are mapped for the writer to store through, beside the segments themselves. */
    VIEWS_MAPPED("views mapped for the writer"),
    /** Index files of closed segments that were written. */
    INDEXES_WRITTEN("index files written"),
    /** The longest duty cycle of an agent of {@link io.varve.agent.AgentRole#COMPACT}. */
    COMPACT_CYCLE_MAX_NS("longest cycle of compaction agents, ns"),
    /** Duty cycles of those above {@link LogConfig#slowCycleNs()}. */
    COMPACT_STALLS("stalled cycles of compaction agents"),
    /** The longest duty cycle of an agent of {@link io.varve.agent.AgentRole#CHECKPOINT}. */
    CHECKPOINT_CYCLE_MAX_NS("longest cycle of checkpoint agents, ns"),
    /** Keys of a key-value store, expired ones that nobody has looked at included; like all below 0 in a log. */
    KEYS("keys"),
    /** Memory of the index that is in use or touched ahead. */
    INDEX_BYTES("bytes of the index"),
    /** The most overflow buckets that one bucket of the index has had. */
    INDEX_LONGEST_CHAIN("longest chain of the index"),
    /** Buckets of the index that were split. */
    INDEX_SPLITS("splits of the index"),
    /** Bytes of frames of all segments behind which the log has gone on. */
    SEALED_BYTES("bytes of full segments"),
    /** How many of those live. */
    SEALED_LIVE_BYTES("live bytes of full segments"),
    /** Segments that compaction has chosen. */
    COMPACTION_VICTIMS("segments chosen by compaction"),
    /** Segments that compaction has given back. */
    COMPACTION_REMOVED("segments given back by compaction"),
    /** Bytes that moving records has appended. */
    COMPACTION_MOVED_BYTES("bytes moved by compaction"),
    /** Tombstones that nothing needed any more. */
    COMPACTION_DROPPED_TOMBSTONES("tombstones dropped by compaction"),
    /** Keys that were taken out of the index because their time was over. */
    EXPIRED_KEYS("expired keys"),
    /** Checkpoints of the index that were written. */
    CHECKPOINTS("checkpoints written");

    private static final LogCounter[] ALL = values();

    private final String label;

    LogCounter(final String label) {
        this.label = label;
    }

    /**
     * The number of the counter in the file, which never changes.
     *
     * @return 0 or more.
     */
    public int id() {
        return ordinal();
    }

    /**
     * The name for people, with its unit.
     *
     * @return a few words.
     */
    public String label() {
        return label;
    }

    static int count() {
        return ALL.length;
    }

    static List<String> labels() {
        return Arrays.stream(ALL).map(LogCounter::label).collect(Collectors.toList());
    }
}
