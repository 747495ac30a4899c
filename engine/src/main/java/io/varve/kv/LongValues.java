package io.varve.kv;

import io.varve.kv.compaction.UnlistedChunks;
import io.varve.kv.record.ChunkList;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;

/**
 * Writes values that are too long for one frame: first their chunks, then the record that lists them. Unlike the
 * operations on one frame it waits for room, between chunks. Used by the writer's thread.
 */
final class LongValues {

    private final KeyVersions versions;
    private final SegmentSlots slots;
    private final UnlistedChunks unlisted;
    private final int chunkLength;
    private final ChunkRun run;

    LongValues(
        final KeyVersions versions, final SegmentSlots slots, final UnlistedChunks unlisted, final int chunkLength) {
        this.versions = versions;
        this.slots = slots;
        this.unlisted = unlisted;
        this.chunkLength = chunkLength;
        run = newRun();
    }

    ChunkRun newRun() {
        return new ChunkRun(versions.records(), versions.clock(), unlisted);
    }

    int chunkLength() {
        return chunkLength;
    }

    int chunks(final long valueLength) {
        return ChunkList.chunks(valueLength, chunkLength);
    }

    /**
     * Put a new value of the key that was found: {@code kept} bytes of the present one, and over it a piece at an
     * offset. Chunks that stay as they are belong to both versions. Returns the version or a code.
     */
    long put(final int valueType, final long expireAt, final int kept, final int offset, final byte[] piece,
        final long pieceAt, final int pieceLength) {
        final int length = Math.max(kept, offset + pieceLength);
        run.begin(length, chunks(length));
        try {
            for (int i = 0; i < chunks(length); i++) {
                final long code = put(i, length, kept, offset, piece, pieceAt, pieceLength);
                if (code < 0) {
                    return code;
                }
            }
            return put(valueType, expireAt, run);
        } finally {
            run.end();
        }
    }

    private long put(final int chunk, final int length, final int kept, final int offset, final byte[] piece,
        final long pieceAt, final int pieceLength) {
        final int start = chunk * chunkLength;
        final int size = ChunkList.lengthOf(length, chunkLength, chunk);
        final int keptHere = Math.max(0, Math.min(kept - start, size));
        final int from = Math.max(offset, start);
        final int pieceHere = Math.max(0, Math.min(offset + pieceLength, start + size) - from);
        final boolean chunked = keptHere > 0 && versions.isChunked();
        if (chunked && pieceHere == 0 && keptHere == size && isWhole(kept, start, size)) {
            run.share(presentChunk(chunk));
            return 0;
        }
        byte[] keptMemory = versions.directory().memory();
        long keptAt = versions.valueAt() + start;
        if (chunked) {
            final long address = slots.addressOf(presentChunk(chunk));
            if (address == 0) {
                return KeyValueResult.CORRUPT;
            }
            keptMemory = slots.memory(address);
            keptAt = slots.frame(address);
            keptAt += KeyValueDescriptor.valueOffset(KeyValueDescriptor.head(keptMemory, keptAt));
        }
        run.append(versions.key(), versions.keyAt(), versions.keyLength(), keptMemory, keptAt, keptHere,
            pieceHere == 0 ? size : from - start, piece, pieceAt + from - offset, pieceHere);
        return 0;
    }

    /** Whether a chunk of the present value ends where one of the new value does. */
    private boolean isWhole(final int kept, final int start, final int size) {
        return Math.min(kept - start, chunkLength) == size;
    }

    private long presentChunk(final int chunk) {
        return ChunkList.position(versions.directory().memory(), versions.valueAt(), chunk);
    }

    /** Put a value of the key that was found, whose chunks were appended; returns the version or a code. */
    long put(final int valueType, final long expireAt, final ChunkRun chunks) {
        long result;
        do {
            versions.findAgain();
            result = versions.put(valueType, expireAt, chunks);
        } while (KeyValueResult.isRefused(result) && awaitRoom(result));
        return result;
    }

    private boolean awaitRoom(final long code) {
        versions.records().frames().awaitRoom(code);
        return true;
    }
}
