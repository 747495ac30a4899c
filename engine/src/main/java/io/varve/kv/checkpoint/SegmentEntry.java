package io.varve.kv.checkpoint;

import java.nio.ByteBuffer;

/**
 * What a checkpoint says of a segment.
 *
 * <pre>
 *   0  int32  slot in the addresses of the image
 *   4  int32  number: base position divided by the segment length
 *   8  int64  bytes of frames that lived at P1
 *  16  int64  tombstones at P1: bytes of frames in the high half, lowest segment that they keep dead in the low one
 *  24  int64  commit word of the segment's ROLL frame: it is another one where a later writer has written it again
 * </pre>
 *
 * @param slot       in the addresses of the image.
 * @param number     of the segment.
 * @param liveBytes  at P1.
 * @param tombstones at P1.
 * @param rollWord   commit word of its first frame.
 */
public record SegmentEntry(int slot, int number, long liveBytes, long tombstones, long rollWord) {

    static final int LENGTH = 32;

    void encode(final ByteBuffer bytes) {
        bytes.putInt(slot).putInt(number).putLong(liveBytes).putLong(tombstones).putLong(rollWord);
    }

    static SegmentEntry decode(final ByteBuffer bytes) {
        return new SegmentEntry(
            bytes.getInt(), bytes.getInt(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }
}
