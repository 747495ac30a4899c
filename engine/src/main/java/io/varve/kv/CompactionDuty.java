package io.varve.kv;

import io.varve.agent.PaddedLong;
import io.varve.kv.compaction.CompactionPace;
import io.varve.kv.compaction.VictimScanner;
import io.varve.log.FrameAppender;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/** The writer's part in compaction: a slice now and then, as much as what was written pays for. */
final class CompactionDuty {

    private final VictimScanner scanner;
    private final CompactionPace pace;
    private final Relocation relocation;
    private final FrameAppender frames;
    /** Up to where the log is in the index. */
    private final PaddedLong indexed;
    private long seenPosition;

    CompactionDuty(final VictimScanner scanner, final CompactionPace pace, final Relocation relocation,
        final FrameAppender frames, final PaddedLong indexed) {
        this.scanner = scanner;
        this.pace = pace;
        this.relocation = relocation;
        this.frames = frames;
        this.indexed = indexed;
        seenPosition = indexed.getPlain();
    }

    /** After a change. */
    void wrote() {
        final long position = frames.position();
        final boolean paid = pace.earn(position - seenPosition);
        seenPosition = position;
        indexed.setRelease(position);
        if (paid) {
            slice();
        }
    }

    /** When there is nothing else to do; returns the bytes that were appended. */
    int idle() {
        return slice();
    }

    private int slice() {
        final OneToOneRingBuffer stage = scanner.stage();
        if (stage == null) {
            return 0;
        }
        final int moved = relocation.slice(stage);
        if (moved > 0) {
            pace.spend(moved);
            seenPosition = frames.position();
            indexed.setRelease(seenPosition);
        }
        return moved;
    }
}
