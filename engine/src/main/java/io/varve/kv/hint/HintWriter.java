package io.varve.kv.hint;

import io.varve.agent.ReaderEpochs;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.index.Hash64;
import io.varve.kv.compaction.ListedSegments;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import io.varve.log.FrameHandler;
import io.varve.log.FrameReplay;
import io.varve.log.LogFoundation;
import io.varve.store.Codec;
import io.varve.store.SegmentHeader;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.function.Supplier;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;

/**
 * Writes the hint of every segment that is full and durable and has none. It reads the segment again through its file,
 * each frame checked, some of it in a duty cycle.
 */
public final class HintWriter implements Agent, FrameHandler {

    private static final int SLICE = 1 << 20;
    private static final int FIRST_CAPACITY = 1 << 16;

    private final LogFoundation foundation;
    private final HintFiles files;
    private final SegmentSlots slots;
    private final ListedSegments listed;
    private final Supplier<Hash64> presentHashes;
    private final ReaderEpochs.Reader registration;
    private final int segmentLength;
    /** Of the hints that were there when the agent began. */
    private Set<String> names;
    private FrameReplay replay;
    private ByteBuffer bytes = buffer(FIRST_CAPACITY);
    /** The segment that is read, or will be looked for from there on. */
    private int number;
    private boolean reading;
    private long position;
    private Hash64 hashes;
    private DistinctKeys keys;
    private long lastPosition;

    /**
     * For a store.
     *
     * @param foundation    of the store.
     * @param files         that are written.
     * @param slots         of its segments.
     * @param listed        the segments that hold records.
     * @param presentHashes of the keys.
     */
    public HintWriter(final LogFoundation foundation, final HintFiles files, final SegmentSlots slots,
        final ListedSegments listed, final Supplier<Hash64> presentHashes) {
        this.foundation = foundation;
        this.files = files;
        this.slots = slots;
        this.listed = listed;
        this.presentHashes = presentHashes;
        registration = foundation.epochs().register();
        segmentLength = files.segmentLength();
    }

    private static ByteBuffer buffer(final int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public String roleName() {
        return "hint-writer";
    }

    @Override
    public int doWork() throws IOException {
        if (foundation.isHalted() || !reading && !begin()) {
            return 0;
        }
        boolean done = false;
        try {
            read();
            done = true;
        } finally {
            if (!done) {
                // It is gone, or cannot be read.
                end();
            }
        }
        return 1;
    }

    private boolean begin() throws IOException {
        final int next = listed.lowestFrom(number);
        if (next == Integer.MAX_VALUE || base(next) + segmentLength > foundation.log().durablePosition()) {
            return false;
        }
        if (names == null) {
            names = files.names();
        }
        number = next;
        if (names.remove(StoreFileNames.hint(base(next)))) {
            number++;
            return false;
        }
        if (replay == null) {
            replay = foundation.replay();
        }
        hashes = presentHashes.get();
        keys = new DistinctKeys();
        position = base(next);
        bytes.clear().position(HintHeader.LENGTH);
        reading = hashes != null;
        return reading;
    }

    private long base(final int segment) {
        return (long) segment * segmentLength;
    }

    private void read() throws IOException {
        final long end = base(number) + segmentLength;
        position = replay.segment(base(number), position, Math.min(position + SLICE, end), this);
        if (position == end) {
            write();
            end();
        }
    }

    private void end() {
        reading = false;
        number++;
    }

    private void write() throws IOException {
        final int end = bytes.position();
        final int slot;
        final HintHeader header;
        registration.enter();
        try {
            slot = slots.slotOf(number);
            if (slot == SegmentSlots.NONE) {
                return;
            }
            final int lastOffset = (int) (lastPosition - base(number));
            header = new HintHeader(files.storeId(), base(number), hashes.seed(),
                files.word(slot, SegmentHeader.LENGTH), files.word(slot, lastOffset), lastOffset,
                (end - HintHeader.LENGTH) / HintEntry.LENGTH,
                Codec.crc(bytes.clear(), HintHeader.LENGTH, end - HintHeader.LENGTH), keys);
        } finally {
            registration.exit();
        }
        header.encode(bytes, segmentLength);
        files.write(base(number), bytes.position(0).limit(end));
        if (listed.lowestFrom(number) != number) {
            // It has left the list meanwhile, and its files may be deleted already.
            files.delete(base(number));
        }
    }

    @Override
    public boolean onFrame(final long framePosition, final int type, final long sequence, final long timestampNs,
        final DirectBuffer body, final int offset, final int length) {
        lastPosition = framePosition;
        final boolean relocated = type == FrameType.RELOCATED;
        if (relocated || FrameType.isUser(type)) {
            final byte[] memory = body.byteArray();
            final long frame = body.addressOffset() + offset - FrameDescriptor.BODY_OFFSET;
            final int head = KeyValueDescriptor.head(memory, frame);
            final int kind = KeyValueDescriptor.kind(head);
            if (kind == KeyValueDescriptor.PUT || kind == KeyValueDescriptor.DELETE) {
                final long hash = hashes.hash(
                    memory, frame + KeyValueDescriptor.keyOffset(head), KeyValueDescriptor.keyLength(head));
                if (kind == KeyValueDescriptor.PUT) {
                    keys.add(hash);
                }
                ensureRoom();
                bytes.putLong(hash).putLong(HintEntry.word((int) (framePosition - base(number)),
                    FrameDescriptor.alignedLength(length + FrameDescriptor.HEADER_LENGTH), kind, relocated,
                    KeyValueDescriptor.isChunked(head)));
            }
        }
        return true;
    }

    private void ensureRoom() {
        if (bytes.remaining() < HintEntry.LENGTH) {
            final ByteBuffer larger = buffer(2 * bytes.capacity());
            larger.put(bytes.flip());
            BufferUtil.free(bytes);
            bytes = larger;
        }
    }

    @Override
    public void onClose() {
        if (replay != null) {
            replay.close();
            replay = null;
        }
        BufferUtil.free(bytes);
    }
}
