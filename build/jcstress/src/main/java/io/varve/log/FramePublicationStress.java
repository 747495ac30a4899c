package io.varve.log;

import io.varve.frame.FrameDescriptor;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJJ_Result;

/** A writer lays down a frame as {@link LogAppender} does, a reader takes it as {@link LogReader} does. */
@JCStressTest
@Description("Who sees a commit word sees the header and the body.")
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "Not published yet.")
@Outcome(id = "40, 7, 9", expect = Expect.ACCEPTABLE, desc = "Seen whole.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Seen in part.")
@State
public class FramePublicationStress {

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2 * FrameDescriptor.ALIGNMENT]);

    /** The writer. */
    @Actor
    public void writer() {
        buffer.putLong(FrameDescriptor.SEQUENCE_OFFSET, 7);
        buffer.putLong(FrameDescriptor.BODY_OFFSET, 9);
        buffer.putLongRelease(0, FrameDescriptor.commitWord(FrameDescriptor.HEADER_LENGTH + Long.BYTES, 1));
    }

    /** The reader. */
    @Actor
    public void reader(final IJJ_Result result) {
        final int length = FrameDescriptor.length(buffer.getLongVolatile(0));
        if (length != 0) {
            result.r1 = length;
            result.r2 = buffer.getLong(FrameDescriptor.SEQUENCE_OFFSET);
            result.r3 = buffer.getLong(FrameDescriptor.BODY_OFFSET);
        }
    }
}
