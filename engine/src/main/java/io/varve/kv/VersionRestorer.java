package io.varve.kv;

import io.varve.agent.ReaderEpochs;
import io.varve.frame.FrameChecksum;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.kv.record.ChunkList;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import io.varve.log.LogFoundation;
import io.varve.log.RecordLog;
import io.varve.store.SegmentHeader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/**
 * Appends an older version of a key again. A position that comes from outside proves nothing: the frame there is copied
 * and checked before anything of it is believed. Used by the writer's thread.
 */
final class VersionRestorer {

    private static final long COPY = BufferUtil.ARRAY_BASE_OFFSET;

    private final KeyVersions versions;
    private final LongValues longValues;
    private final ChunkRun run;
    private final SegmentSlots slots;
    private final RecordLog log;
    /** Keeps the segment from being given back while it is copied. */
    private final ReaderEpochs.Reader registration;
    private final FrameChecksum checksum;
    private final int segmentLength;
    private final int maxFrameLength;
    private byte[] copy;
    private ByteBuffer view;
    private byte[] list;

    VersionRestorer(final KeyVersions versions, final LongValues longValues, final SegmentSlots slots,
        final LogFoundation foundation, final KeyValueConfig config) {
        this.versions = versions;
        this.longValues = longValues;
        run = longValues.newRun();
        this.slots = slots;
        log = foundation.log();
        registration = foundation.epochs().register();
        checksum = new FrameChecksum(foundation.storeId().high(), foundation.storeId().low());
        segmentLength = config.log().segmentLength();
        maxFrameLength = config.maxFrameLength();
    }

    /** Restore the version that the present one has replaced. */
    long restore(final byte[] key, final long keyAt, final int keyLength) {
        versions.find(key, keyAt, keyLength);
        if (!versions.isPresent()) {
            return KeyValueResult.NOT_FOUND;
        }
        final KeyDirectory directory = versions.directory();
        if ((KeyValueDescriptor.flags(directory.head()) & KeyValueDescriptor.REPLACES) == 0) {
            return KeyValueResult.GONE;
        }
        return restoreFound(
            KeyValueDescriptor.replaced(directory.memory(), directory.frame(), directory.head()), key, keyAt,
            keyLength);
    }

    /** Restore the version at a position. */
    long restore(final long position, final byte[] key, final long keyAt, final int keyLength) {
        versions.find(key, keyAt, keyLength);
        return restoreFound(position, key, keyAt, keyLength);
    }

    private long restoreFound(final long position, final byte[] key, final long keyAt, final int keyLength) {
        final int length = copyAnnounced(position);
        if (length < 0) {
            return length;
        }
        if (length == 0 || !isVersion(key, keyAt, keyLength)) {
            return KeyValueResult.GONE;
        }
        final int head = KeyValueDescriptor.head(copy, COPY);
        final long expireAt = (KeyValueDescriptor.flags(head) & KeyValueDescriptor.EXPIRES) == 0 ? 0
            : KeyValueDescriptor.expireAt(copy, COPY);
        if (versions.isOver(expireAt)) {
            return KeyValueResult.GONE;
        }
        final int valueOffset = KeyValueDescriptor.valueOffset(head);
        final int valueType = KeyValueDescriptor.valueType(head);
        if (KeyValueDescriptor.isChunked(head)) {
            list = Arrays.copyOfRange(copy, valueOffset, length);
            return restoreChunks(valueType, expireAt, key, keyAt, keyLength);
        }
        return versions.put(valueType, expireAt, copy, COPY + valueOffset, length - valueOffset);
    }

    /** Copy the chunks: those of an older version may be dead, and then compaction has looked at them already. */
    private long restoreChunks(
        final int valueType, final long expireAt, final byte[] key, final long keyAt, final int keyLength) {
        final long valueLength = ChunkList.valueLength(list, COPY);
        final int chunks = longValues.chunks(valueLength);
        for (int i = 0; i < chunks; i++) {
            if (slots.addressOf(ChunkList.position(list, COPY, i)) == 0) {
                return KeyValueResult.GONE;
            }
        }
        run.begin(valueLength, chunks);
        try {
            for (int i = 0; i < chunks; i++) {
                final int length = copyAnnounced(ChunkList.position(list, COPY, i));
                if (length <= 0 || !isChunk(i, key, keyAt, keyLength)) {
                    return length < 0 ? length : KeyValueResult.GONE;
                }
                final int valueOffset = KeyValueDescriptor.valueOffset(KeyValueDescriptor.head(copy, COPY));
                run.append(key, keyAt, keyLength, null, 0, 0, 0, copy, COPY + valueOffset, length - valueOffset);
            }
            return longValues.put(valueType, expireAt, run);
        } finally {
            run.end();
        }
    }

    private int copyAnnounced(final long position) {
        registration.enter();
        try {
            return copyFrame(position);
        } catch (final InternalError ex) {
            return KeyValueResult.CORRUPT;
        } finally {
            registration.exit();
        }
    }

    /** Copy the frame at a position; returns its length, or 0 when there is none. */
    private int copyFrame(final long position) {
        final int offset = (int) position & segmentLength - 1;
        if (position < 0 || position >= log.committedPosition() || offset < SegmentHeader.LENGTH
            || position % FrameDescriptor.ALIGNMENT != 0) {
            return 0;
        }
        final long address = slots.addressOf(position);
        if (address == 0) {
            return 0;
        }
        final byte[] memory = slots.memory(address);
        final long frame = slots.frame(address);
        final long word = UnsafeApi.getLongAcquire(memory, frame);
        final int length = FrameDescriptor.length(word);
        if (!FrameDescriptor.isPossibleLength(length, Math.min(maxFrameLength, segmentLength - offset))
            || length < KeyValueDescriptor.WORDS_OFFSET) {
            return 0;
        }
        if (copy == null) {
            copy = new byte[maxFrameLength];
            view = ByteBuffer.wrap(copy);
        }
        UnsafeApi.copyMemory(memory, frame, copy, COPY, length);
        return checksum.compute(view, 0, length, position, length) == FrameDescriptor.checksum(word) ? length : 0;
    }

    private boolean isVersion(final byte[] key, final long keyAt, final int keyLength) {
        return isRecord(KeyValueDescriptor.PUT, key, keyAt, keyLength);
    }

    private boolean isChunk(final int number, final byte[] key, final long keyAt, final int keyLength) {
        return isRecord(KeyValueDescriptor.CHUNK, key, keyAt, keyLength)
            && KeyValueDescriptor.chunkNumber(copy, COPY) == number;
    }

    private boolean isRecord(final int kind, final byte[] key, final long keyAt, final int keyLength) {
        final int type = FrameDescriptor.type(UnsafeApi.getInt(copy, COPY + FrameDescriptor.KIND_OFFSET));
        final int head = KeyValueDescriptor.head(copy, COPY);
        return (FrameType.isUser(type) || type == FrameType.RELOCATED)
            && KeyValueDescriptor.kind(head) == kind
            && KeyValueDescriptor.isKey(copy, COPY, head, key, keyAt, keyLength);
    }
}
