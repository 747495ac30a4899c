package io.varve.log;

import io.varve.StoreCorruptException;
import io.varve.frame.FrameChecksum;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.store.MarkFile;
import io.varve.store.MarkSlot;
import io.varve.store.SegmentHeader;
import io.varve.store.SegmentList;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreId;
import io.varve.store.StoreKind;
import io.varve.store.Zeros;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Finds the end of a log after whatever happened, and makes everything before it durable.
 *
 * <p>Let P be the first position where the frames are no log any more, and W* the highest position for which anything
 * proves that it was durable: the mark, and the durable lag of every valid frame, those behind P too. P below W* is
 * damage to acknowledged data: nothing is changed and opening fails. Otherwise what stands behind P is a torn tail:
 * it is zeroed, the range that nothing proves durable is written again, because a force may have failed unseen before
 * the crash, and all is forced before anything is served. No byte is changed before the new epoch is durable in the
 * mark, and recovery may end anywhere and run again.
 */
final class Recovery {

    private static final int WINDOW = 1 << 20;
    private static final int PAGE = 4096;
    /** So much of the log is written again at a time while the scan goes on. */
    private static final int REWRITTEN_PIECE = 32 << 20;
    /** How far the epoch jumps when the mark is lost: its low 16 bits are those of the next one. */
    private static final long LOST_MARK_EPOCHS = (1 << 16) + 1;

    private final LogConfig config;
    private final StorageDirectory directory;
    private final SegmentList list;
    private final RangeRewriter rewriter;
    private final long startNs = System.nanoTime();

    private MarkFile mark;
    private StoreId storeId;
    private FrameChecksum checksum;
    private FrameScan scan;
    private long watermark;
    private long cutTo;
    /** Up to where the rewriter was given what is to be written again. */
    private long givenTo;
    private boolean markLost;
    private boolean clean;

    Recovery(final LogConfig config, final StorageDirectory directory, final MarkFile mark, final SegmentList list) {
        this.config = config;
        this.directory = directory;
        this.mark = mark;
        this.list = list;
        rewriter = new RangeRewriter(directory, config.segmentLength(), !config.agents().isInvoked());
    }

    RecoveredLog run() throws IOException {
        final MarkFile given = mark;
        RecoveredLog recovered = null;
        try (rewriter) {
            recovered = recover();
            return recovered;
        } finally {
            if (recovered == null && mark != given) {
                mark.close();
            }
        }
    }

    private RecoveredLog recover() throws IOException {
        final List<Long> bases = list.basePositions();
        final boolean isNew = mark == null && bases.isEmpty();
        final SegmentChain chain = new SegmentChain(directory, config.segmentLength());
        storeId = findStoreId(bases, chain);
        markLost = !isNew && (mark == null || !mark.isWhole());
        clean = mark != null && mark.isWhole() && mark.slot().clean();
        watermark = Math.max(mark == null ? 0 : mark.watermark(), list.watermark());
        givenTo = watermark & -PAGE;
        chain.check(bases, storeId, watermark, list.kind() == StoreKind.KEY_VALUE);
        checksum = new FrameChecksum(storeId.high(), storeId.low());
        try (SegmentWindow window = new SegmentWindow(Math.min(WINDOW, config.segmentLength()))) {
            findTail(bases, window);
            lookBehind(bases, window);
            checkDamage();
            announceEpoch();
            final long tail = scan.tail().tail;
            final long unchangedTo = clean ? tail : Math.min(watermark, tail) & -PAGE;
            StoreOpening.deleteIndexes(directory, list, unchangedTo);
            if (!clean) {
                repair(bases, Math.max(unchangedTo, givenTo));
            }
            mark.write(mark.slot().recovered(tail, BootId.current()));
        }
        StoreOpening.deleteLeftOvers(directory, list);
        return new RecoveredLog(mark, list, scan.tail(), scan.index(), result(isNew));
    }

    private StoreId findStoreId(final List<Long> bases, final SegmentChain chain) throws IOException {
        if (mark != null) {
            return mark.slot().storeId();
        }
        return bases.isEmpty() ? newId() : chain.storeId(bases.get(0));
    }

    /**
     * Scan from the segment that the log is known to be durable up to. When the segment that the log ends in has no
     * frame, the one before tells what comes next.
     */
    private void findTail(final List<Long> bases, final SegmentWindow window) throws IOException {
        final long from = config.verifyAll() ? 0 : watermark;
        int index = 0;
        while (index < bases.size() - 1 && bases.get(index + 1) <= from) {
            index++;
        }
        scan(bases, index, window);
        if (!scan.tail().sequenceKnown && index > 0) {
            scan(bases, index - 1, window);
        }
    }

    private void scan(final List<Long> bases, final int first, final SegmentWindow window) throws IOException {
        scan = new FrameScan(
            checksum, mark != null && mark.isWhole() ? mark.slot().epoch() : Long.MAX_VALUE, this::onProgress);
        scan.beginAt(bases.isEmpty() ? 0 : bases.get(first));
        boolean goesOn = true;
        for (int index = first; goesOn && index < bases.size(); index++) {
            if (index > first && bases.get(index) != bases.get(index - 1) + config.segmentLength()) {
                scan.skipTo(bases.get(index));
            }
            try (StorageFile file = openSegment(bases.get(index), false)) {
                window.open(file, bases.get(index), config.segmentLength());
                goesOn = scan.scan(window);
            }
            if (goesOn) {
                rewriteUpTo(bases.get(index) + config.segmentLength());
            }
        }
    }

    private void onProgress(final long tail) {
        if (tail - givenTo >= Math.min(REWRITTEN_PIECE, config.segmentLength() / 4)) {
            rewriteUpTo(tail & -PAGE);
        }
    }

    /**
     * What is the log and not known to be durable is written again while the scan goes on. When the mark is lost, only
     * the end of the scan tells from where on.
     */
    private void rewriteUpTo(final long end) {
        if (!clean && !markLost && end > givenTo) {
            rewriter.rewrite(Math.max(givenTo, (end - 1) & -config.segmentLength()), end);
            givenTo = end;
        }
    }

    private void lookBehind(final List<Long> bases, final SegmentWindow window) throws IOException {
        final long tail = scan.tail().tail;
        cutTo = tail;
        if (clean && tail == mark.slot().tail()) {
            return;
        }
        for (final long base : bases) {
            if (base + config.segmentLength() > tail) {
                final int from = (int) Math.max(tail - base, SegmentHeader.LENGTH);
                try (StorageFile file = openSegment(base, false)) {
                    window.open(file, base, config.segmentLength());
                    final int end = scan.lookBehind(window, from);
                    cutTo = end > from ? base + end : cutTo;
                }
            }
        }
        watermark = Math.max(watermark, scan.evidence());
    }

    private void checkDamage() {
        final long tail = scan.tail().tail;
        final boolean isEnd = scan.stop() == StopReason.END || scan.stop() == StopReason.END_OF_SEGMENTS;
        if (clean && (tail != mark.slot().tail() || !isEnd)) {
            throw new StoreCorruptException("the log was closed cleanly at position " + mark.slot().tail()
                + ", but ends at position " + tail + " with " + scan.stop().reason() + "; nothing was changed", tail);
        }
        if (tail < watermark) {
            throw new StoreCorruptException("the log ends at position " + tail + " with " + scan.stop().reason()
                + ", although everything up to position " + watermark
                + " was durable: acknowledged data is damaged; nothing was changed", tail);
        }
    }

    /**
     * From here on the files of the store may change. After an unclean end mark and list are written anew, because a
     * force of theirs may have failed unseen and their names may not be on disk.
     */
    private void announceEpoch() throws IOException {
        final StoreId token = newId();
        if (mark == null) {
            // Writers whose frames were all lost may have used higher epochs than any that is left.
            final long epoch = scan.tail().epoch + (list.basePositions().isEmpty() ? 1 : LOST_MARK_EPOCHS);
            mark = MarkFile.create(directory, new MarkSlot(1, storeId, epoch, watermark, scan.tail().tail, false,
                config.segmentLength(), StoreId.NONE, token));
        } else {
            final MarkSlot old = mark.slot();
            final long seen = Math.max(old.epoch(), scan.tail().epoch);
            mark.write(old.announce(mark.isWhole() ? seen + 1 : seen + LOST_MARK_EPOCHS, watermark, token));
        }
        if (!clean) {
            list.rewrite();
        }
    }

    private void repair(final List<Long> bases, final long rewriteFrom) throws IOException {
        final long tail = scan.tail().tail;
        for (final long base : bases) {
            final long end = Math.min(tail, base + config.segmentLength());
            if (end > Math.max(rewriteFrom, base)) {
                rewriter.rewrite(Math.max(rewriteFrom, base), end);
            }
        }
        rewriter.await();
        for (final long base : bases) {
            final long from = Math.max(tail, base + SegmentHeader.LENGTH);
            final long to = Math.min(cutTo, base + config.segmentLength());
            if (to > from) {
                try (StorageFile file = openSegment(base, true)) {
                    zero(file, from - base, to - base);
                    file.force();
                }
            }
        }
        mark.watermark(tail);
    }

    private static void zero(final StorageFile file, final long from, final long to) throws IOException {
        long at = from;
        while (at < to) {
            final int length = (int) Math.min(Zeros.MAX_LENGTH, to - at);
            file.write(Zeros.ofLength(length), at);
            at += length;
        }
    }

    private StorageFile openSegment(final long base, final boolean writable) throws IOException {
        return directory.open(StoreFileNames.segment(base), writable);
    }

    private RecoveryResult result(final boolean isNew) {
        final LogState tail = scan.tail();
        final RecoveryResult.Outcome outcome;
        if (isNew) {
            outcome = RecoveryResult.Outcome.CREATED;
        } else if (clean) {
            outcome = RecoveryResult.Outcome.CLEAN;
        } else {
            outcome = cutTo > tail.tail ? RecoveryResult.Outcome.TAIL_CUT : RecoveryResult.Outcome.COMPLETE;
        }
        final List<Long> bases = list.basePositions();
        return new RecoveryResult(outcome, mark.slot().epoch(), bases.isEmpty() ? 0 : bases.get(0), tail.tail,
            watermark, cutTo, scan.stop(), tail.nextSequence, tail.lastTimestamp,
            tail.hasExternalPosition ? OptionalLong.of(tail.externalPosition) : OptionalLong.empty(), tail.records,
            tail.frameBytes, rewriter.bytes(), markLost, System.nanoTime() - startNs);
    }

    private StoreId newId() {
        return new StoreId(config.ids().getAsLong(), config.ids().getAsLong());
    }
}
