package io.varve.kv;

import io.varve.kv.record.ChunkList;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import java.util.Arrays;
import org.agrona.UnsafeApi;

/**
 * Where the chunks of one value lie in memory, for a reader that is announced to the reclaimer: once located they stay
 * until it withdraws. Allocates only for a value of more chunks than any before. Used by one thread at a time.
 */
final class LocatedChunks {

    private static final int FIRST_CAPACITY = 16;

    private final SegmentSlots slots;
    private final int chunkLength;
    private long[] addresses = new long[0];
    private long valueLength;
    private int pieceNumber;
    private long pieceAt;
    private byte[] pieceMemory;

    LocatedChunks(final SegmentSlots slots, final int chunkLength) {
        this.slots = slots;
        this.chunkLength = chunkLength;
    }

    /** Find the chunks of a range of a value; false when one of them is not, or not any more, where the list says. */
    boolean locate(final byte[] memory, final long list, final int from, final int length) {
        valueLength = ChunkList.valueLength(memory, list);
        pieceNumber = 0;
        if (length <= 0) {
            return true;
        }
        final int count = ChunkList.chunks(valueLength, chunkLength);
        if (count > addresses.length) {
            addresses = Arrays.copyOf(addresses, Math.max(Math.max(count, 2 * addresses.length), FIRST_CAPACITY));
        }
        final int last = (from + length - 1) / chunkLength;
        for (int i = from / chunkLength; i <= last; i++) {
            final long address = slots.addressOf(ChunkList.position(memory, list, i));
            addresses[i] = address;
            if (address == 0 || !isChunk(address, i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isChunk(final long address, final int number) {
        final byte[] memory = slots.memory(address);
        final long frame = slots.frame(address);
        final int head = KeyValueDescriptor.head(memory, frame);
        return KeyValueDescriptor.kind(head) == KeyValueDescriptor.CHUNK
            && KeyValueDescriptor.chunkNumber(memory, frame) == number
            && KeyValueDescriptor.frameLength(memory, frame) - KeyValueDescriptor.valueOffset(head)
                == ChunkList.lengthOf(valueLength, chunkLength, number);
    }

    /** Copy a range that was located. */
    void copy(final int from, final int length, final byte[] target, final long targetAt) {
        int done = 0;
        while (done < length) {
            final int offset = (from + done) % chunkLength;
            final int part = Math.min(length - done, chunkLength - offset);
            look((from + done) / chunkLength);
            UnsafeApi.copyMemory(pieceMemory, pieceAt + offset, target, targetAt + done, part);
            done += part;
        }
    }

    /** Go to the next chunk of a value that was located as a whole; returns its length, or 0 behind the last one. */
    int nextPiece() {
        if ((long) pieceNumber * chunkLength >= valueLength) {
            return 0;
        }
        look(pieceNumber);
        return ChunkList.lengthOf(valueLength, chunkLength, pieceNumber++);
    }

    private void look(final int number) {
        final long address = addresses[number];
        final long frame = slots.frame(address);
        pieceMemory = slots.memory(address);
        pieceAt = frame + KeyValueDescriptor.valueOffset(KeyValueDescriptor.head(pieceMemory, frame));
    }

    byte[] pieceMemory() {
        return pieceMemory;
    }

    long pieceAt() {
        return pieceAt;
    }
}
