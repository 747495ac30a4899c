package io.varve.kv;

import io.varve.kv.compaction.UnlistedChunks;
import io.varve.kv.record.ChunkList;
import io.varve.kv.record.KeyValueDescriptor;
import java.util.Arrays;
import org.agrona.BufferUtil;

/**
 * The chunks of one value, while they are appended. Nothing refers to them until a record was appended that has {@link
 * #list()} for its value; without it they are dead bytes. Used by the writer's thread.
 */
final class ChunkRun {

    /** Address of the list in {@link #list()}. */
    static final long LIST_AT = BufferUtil.ARRAY_BASE_OFFSET;

    private static final int NO_TICKET = -1;

    private final RecordAppender records;
    private final StoreClock clock;
    private final UnlistedChunks unlisted;
    private byte[] list = new byte[0];
    private int count;
    private int ticket = NO_TICKET;

    ChunkRun(final RecordAppender records, final StoreClock clock, final UnlistedChunks unlisted) {
        this.records = records;
        this.clock = clock;
        this.unlisted = unlisted;
    }

    /** Begin; {@link #end()} must follow, whatever happens. */
    void begin(final long valueLength, final int chunks) {
        end();
        if (list.length < ChunkList.length(chunks)) {
            list = Arrays.copyOf(list, ChunkList.length(chunks));
        }
        ChunkList.valueLength(list, LIST_AT, valueLength);
        count = 0;
        ticket = unlisted.begin(records.frames().position());
    }

    /** The next chunk lies there already. */
    void share(final long position) {
        ChunkList.position(list, LIST_AT, count++, position);
    }

    /**
     * Append the next chunk, and wait until there is room. It has what is kept of another one, and over it a piece at
     * an offset; what neither covers is zero.
     */
    void append(final byte[] key, final long keyAt, final int keyLength, final byte[] kept, final long keptAt,
        final int keptLength, final int offset, final byte[] piece, final long pieceAt, final int pieceLength) {
        long position;
        do {
            records.record(KeyValueDescriptor.CHUNK, 0, key, keyAt, keyLength).range(count);
            position = records.reserve(records.frameLength(Math.max(keptLength, offset + pieceLength)));
            if (position == 0) {
                position = records.append(
                    kept, keptAt, keptLength, offset, piece, pieceAt, pieceLength, clock.recordNs());
            }
        } while (KeyValueResult.isRefused(position) && awaitRoom(position));
        share(position);
    }

    private boolean awaitRoom(final long code) {
        records.frames().awaitRoom(code);
        return true;
    }

    /** The list of chunks begins at {@link #LIST_AT}. */
    byte[] list() {
        return list;
    }

    int listLength() {
        return ChunkList.length(count);
    }

    /** The chunks are listed, or given up. */
    void end() {
        if (ticket != NO_TICKET) {
            unlisted.end(ticket);
            ticket = NO_TICKET;
        }
    }
}
