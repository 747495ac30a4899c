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

/**
 * The twin of {@link FramePublicationStress} whose commit word comes before the body. A plain store in place of the
 * release store would be a twin only where processors reorder stores, which not all do.
 */
@JCStressTest
@Description("A commit word that comes before the body is seen before the body.")
@Outcome(id = {"0, 0, 0", "40, 7, 9"}, expect = Expect.ACCEPTABLE, desc = "As with the right order.")
@Outcome(id = "40, 7, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "Seen in part.")
@State
public class FrameWordBeforeBody {

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2 * FrameDescriptor.ALIGNMENT]);

    /** The writer. */
    @Actor
    public void writer() {
        buffer.putLong(FrameDescriptor.SEQUENCE_OFFSET, 7);
        buffer.putLongRelease(0, FrameDescriptor.commitWord(FrameDescriptor.HEADER_LENGTH + Long.BYTES, 1));
        buffer.putLong(FrameDescriptor.BODY_OFFSET, 9);
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
