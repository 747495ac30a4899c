package io.varve.kv.compaction;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import io.varve.log.FrameHandler;
import io.varve.log.FrameReplay;
import io.varve.log.LogFoundation;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Chooses victims, reads them, checked, and stages for the writer what may have to be moved. It changes nothing. An
 * agent of its own thread, so that neither reading nor checksums are the writer's.
 */
public final class VictimScanner implements Agent, FrameHandler {

    /** A frame takes at most an eighth of the stage. */
    private static final int FRAMES_IN_STAGE = 8;
    private static final int MIN_STAGE = 64 << 10;
    private static final int SLICE = 256 << 10;
    private static final long CHOICE_INTERVAL_NS = 5_000_000L;

    private final LogFoundation foundation;
    private final SegmentSlots slots;
    private final VictimChoice choice;
    private final CompactionPace pace;
    private final CompactionCounts counts;
    private final Liveness liveness;
    private final UnlistedChunks unlisted;
    private final int segmentLength;
    private final int maxFrameLength;
    /** Victims that are being compacted or wait to be removed. */
    private final Set<Integer> taken = ConcurrentHashMap.newKeySet();
    private volatile OneToOneRingBuffer stage;
    private volatile boolean paused;
    private volatile boolean triggered;
    private FrameReplay replay;
    private long victim = -1;
    private long position;
    private long nextChoiceNs = Long.MIN_VALUE;
    private int seenTail;

    /**
     * For a store.
     *
     * @param foundation     of the store.
     * @param slots          of its segments.
     * @param choice         of victims.
     * @param pace           that is set.
     * @param counts         of what is done.
     * @param liveness       of records.
     * @param unlisted       chunks, which liveness does not know.
     * @param segmentLength  in bytes.
     * @param maxFrameLength of a record, in bytes.
     */
    public VictimScanner(final LogFoundation foundation, final SegmentSlots slots, final VictimChoice choice,
        final CompactionPace pace, final CompactionCounts counts, final Liveness liveness,
        final UnlistedChunks unlisted, final int segmentLength, final int maxFrameLength) {
        this.foundation = foundation;
        this.slots = slots;
        this.choice = choice;
        this.pace = pace;
        this.counts = counts;
        this.liveness = liveness;
        this.unlisted = unlisted;
        this.segmentLength = segmentLength;
        this.maxFrameLength = maxFrameLength;
    }

    /**
     * What is staged.
     *
     * @return the ring from which the writer takes {@link StagedRecord}s, or null while there was none.
     */
    public OneToOneRingBuffer stage() {
        return stage;
    }

    /** A victim has left the store, or was found not to be one. */
    void released(final int number) {
        taken.remove(number);
    }

    /**
     * Begin no new victim.
     *
     * @param value true to pause, false to go on.
     */
    public void paused(final boolean value) {
        paused = value;
    }

    /** Compact what there is to gain, also less than what is worth it by itself. */
    public void trigger() {
        triggered = true;
    }

    @Override
    public String roleName() {
        return "victim-scanner";
    }

    @Override
    public int doWork() throws IOException {
        if (foundation.isHalted()) {
            return 0;
        }
        if (victim < 0) {
            final long now = foundation.log().config().monotonicClock().nanoTime();
            // A further segment that is full is news.
            final int tail = slots.number(foundation.log().committedPosition());
            if (now < nextChoiceNs && tail == seenTail) {
                return 0;
            }
            seenTail = tail;
            nextChoiceNs = now + CHOICE_INTERVAL_NS;
            return choose() ? 1 : 0;
        }
        return scan();
    }

    private boolean choose() {
        // The last frame alone tells a recovery what comes next: a segment that it fills to the end stays, too.
        final long last = Math.max(foundation.log().committedPosition() - 1, 0);
        // Asked after the end of the log, which has not gone on behind a chunk before that is announced.
        final int tail = slots.number(Math.min(last, unlisted.lowest()));
        final int number = choice.choose(tail, taken::contains);
        counts.sealedBytes.setRelease(choice.sealedBytes());
        counts.sealedLiveBytes.setRelease(choice.sealedLiveBytes());
        final boolean wanted = triggered || choice.hasManyTombstones();
        if (number < 0 || paused || !wanted && !pace.isDue(choice.sealedBytes(), choice.sealedLiveBytes())) {
            triggered &= number >= 0;
            pace.rest();
            return false;
        }
        if (stage == null) {
            final int capacity = BitUtil.findNextPositivePowerOfTwo(
                Math.max(FRAMES_IN_STAGE * (maxFrameLength + StagedRecord.BODY_OFFSET), MIN_STAGE));
            stage = new OneToOneRingBuffer(new UnsafeBuffer(BufferUtil.allocateDirectAligned(
                capacity + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH)));
            replay = foundation.replay();
        }
        taken.add(number);
        counts.victims.incrementAndGet();
        victim = (long) number * segmentLength;
        position = victim;
        pace.set(choice.sealedBytes(), choice.sealedLiveBytes(), choice.movedPart(), wanted);
        return true;
    }

    private int scan() throws IOException {
        final long end = victim + segmentLength;
        if (position == end) {
            return stageEnd() ? 1 : 0;
        }
        final long from = position;
        liveness.begin();
        try {
            position = replay.segment(victim, from, Math.min(from + SLICE, end), this);
        } finally {
            liveness.end();
        }
        return position == from ? 0 : 1;
    }

    private boolean stageEnd() {
        final int index = stage.tryClaim(StagedRecord.END, Long.BYTES);
        if (index < 0) {
            return false;
        }
        stage.buffer().putLong(index + StagedRecord.POSITION_OFFSET, victim);
        stage.commit(index);
        victim = -1;
        nextChoiceNs = Long.MIN_VALUE;
        return true;
    }

    @Override
    public boolean onFrame(final long framePosition, final int type, final long sequence, final long timestampNs,
        final DirectBuffer body, final int offset, final int length) {
        if (type != FrameType.RELOCATED && !FrameType.isUser(type)
            || !isWanted(framePosition, body.byteArray(), body.addressOffset() + offset)) {
            return true;
        }
        final int index = stage.tryClaim(StagedRecord.RECORD, StagedRecord.BODY_OFFSET + length);
        if (index < 0) {
            return false;
        }
        final AtomicBuffer buffer = stage.buffer();
        buffer.putLong(index + StagedRecord.POSITION_OFFSET, framePosition);
        buffer.putLong(index + StagedRecord.SEQUENCE_OFFSET, sequence);
        buffer.putLong(index + StagedRecord.TIMESTAMP_OFFSET, timestampNs);
        buffer.putBytes(index + StagedRecord.BODY_OFFSET, body, offset, length);
        stage.commit(index);
        return true;
    }

    /** What is dead now and no tombstone stays dead. Expired versions are asked of the writer like tombstones. */
    private boolean isWanted(final long framePosition, final byte[] memory, final long body) {
        final long frame = body - FrameDescriptor.BODY_OFFSET;
        final int head = KeyValueDescriptor.head(memory, frame);
        final int kind = KeyValueDescriptor.kind(head);
        if (kind == KeyValueDescriptor.CHUNK) {
            return liveness.isChunkLive(memory, frame + KeyValueDescriptor.keyOffset(head),
                KeyValueDescriptor.keyLength(head), KeyValueDescriptor.chunkNumber(memory, frame), framePosition);
        }
        if (kind != KeyValueDescriptor.PUT) {
            return true;
        }
        final boolean expired = (KeyValueDescriptor.flags(head) & KeyValueDescriptor.EXPIRES) != 0
            && KeyValueDescriptor.expireAt(memory, frame) <= liveness.nowMs();
        return expired || liveness.isLive(memory, frame + KeyValueDescriptor.keyOffset(head),
            KeyValueDescriptor.keyLength(head), slots.addressOf(framePosition));
    }

    @Override
    public void onClose() {
        if (replay != null) {
            replay.close();
            replay = null;
        }
    }
}
