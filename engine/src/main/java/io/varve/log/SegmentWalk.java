package io.varve.log;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.store.Segment;
import io.varve.store.SegmentIndex;
import org.agrona.concurrent.UnsafeBuffer;

/** Steps from frame to frame in a mapped segment, as far as it is committed. */
final class SegmentWalk {

    private SegmentWalk() {
    }

    /** The length of the frame at an offset, or 0 when there is none that may be stepped by. */
    static int committedLength(final Segment segment, final int offset) {
        if (offset >= segment.length()) {
            return 0;
        }
        final int length = FrameDescriptor.length(segment.buffer().getLongVolatile(offset));
        return FrameDescriptor.isPossibleLength(length, segment.length() - offset) ? length : 0;
    }

    static boolean isUser(final UnsafeBuffer buffer, final int offset) {
        return FrameType.isUser(FrameDescriptor.type(buffer.getInt(offset + FrameDescriptor.KIND_OFFSET)));
    }

    /** The index of a segment, of all that is committed now in front of an offset. */
    static SegmentIndex index(final Segment segment, final int end) {
        final IndexWalk walk = new IndexWalk(segment.length());
        walk.step(segment, end - walk.offset());
        return walk.index();
    }
}
