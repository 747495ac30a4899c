package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.StoreFailedException;
import io.varve.VarveException;
import io.varve.frame.FrameChecksum;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.io.MappedStorage;
import io.varve.io.Storage;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.settings.DebugSwitch;
import io.varve.store.SegmentHeader;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads what can still be trusted of a log that an open refuses: every record whose bytes match their checksum, in
 * the order of positions, and the places in between that are damaged. Nothing is changed.
 *
 * <p>It looks at the segments that lie in the directory and asks neither mark nor list. What it hands out was
 * appended to this store at that position; whether all of it was acknowledged, and what is missing, it cannot know.
 * Behind a torn tail it may hand out records that a recovery would cut, and a batch may be incomplete.
 *
 * <p>Safe for use by many threads, also while a writer has the store open; the handler is called by the calling thread.
 */
public final class LogSalvage {

    private static final int WINDOW = 1 << 20;

    private final StorageDirectory directory;
    private final RecordHandler handler;
    private final List<Damage> damages = new ArrayList<>();
    private final RecordHeader header = new RecordHeader();
    private final ScannedHeader scanned = new ScannedHeader();
    private long records;
    private UnsafeBuffer frame = new UnsafeBuffer(new byte[4096]);

    /**
     * A range of positions in which no frame can be trusted.
     *
     * @param fromPosition of the first byte that is part of no valid frame.
     * @param toPosition   behind the last one.
     * @param file         in which they are.
     * @param reason       in words.
     */
    public record Damage(long fromPosition, long toPosition, String file, String reason) {
    }

    /**
     * What was found.
     *
     * @param records that were handed out.
     * @param damages in the order of positions.
     */
    public record Result(long records, List<Damage> damages) {
    }

    private LogSalvage(final StorageDirectory directory, final RecordHandler handler) {
        this.directory = directory;
        this.handler = handler;
    }

    /**
     * Read a directory of the file system.
     *
     * @param path    of the directory.
     * @param handler of the records.
     * @return what was found.
     * @throws ConfigurationException when there is no directory or no segment in it, or one is a link or may be written
     *                                by others.
     * @throws StoreFailedException   when the device fails.
     */
    public static Result run(final Path path, final RecordHandler handler) {
        return run(MappedStorage.instance(), path, handler);
    }

    /**
     * Read a directory of some storage.
     *
     * @param storage that the directory is of.
     * @param path    of the directory.
     * @param handler of the records.
     * @return what was found.
     * @throws ConfigurationException when there is no directory or no segment in it, or one is a link or may be written
     *                                by others.
     * @throws StoreFailedException   when the device fails.
     */
    public static Result run(final Storage storage, final Path path, final RecordHandler handler) {
        StoreOpening.checkJvm();
        try (StorageDirectory directory = storage.openDirectory(path, false)) {
            final LogSalvage salvage =
                new LogSalvage(directory, DebugSwitch.POISON ? LentViews.toHandler(handler) : handler);
            final List<String> names = directory.list().stream().filter(StoreFileNames::isSegment).toList();
            if (names.isEmpty()) {
                throw new ConfigurationException(path + " holds no segment of a store");
            }
            for (final String name : names) {
                salvage.readSegment(name);
            }
            return new Result(salvage.records, List.copyOf(salvage.damages));
        } catch (final NoSuchFileException ex) {
            throw new ConfigurationException(ex.getMessage() + " does not exist; there is nothing to be read", ex);
        } catch (final IOException ex) {
            throw StoreOpening.failure("the log in " + path + " cannot be read", ex);
        }
    }

    private void readSegment(final String name) throws IOException {
        final long base = Long.parseLong(name.substring(0, name.indexOf('.')));
        try (StorageFile file = directory.open(name, false)) {
            final ByteBuffer start = ByteBuffer.allocate(SegmentHeader.LENGTH);
            file.read(start, 0);
            final SegmentHeader segment;
            try {
                segment = SegmentHeader.decode(start.flip(), name);
            } catch (final VarveException ex) {
                damages.add(new Damage(base, base + file.size(), name, ex.getMessage()));
                return;
            }
            final int length = (int) Math.min(segment.segmentLength(), file.size()) & -FrameDescriptor.ALIGNMENT;
            try (SegmentWindow window = new SegmentWindow(Math.min(WINDOW, length))) {
                window.open(file, segment.basePosition(), length);
                readFrames(window, name,
                    new FrameChecksum(segment.storeId().high(), segment.storeId().low()));
            }
            if (length < segment.segmentLength()) {
                damages.add(new Damage(segment.basePosition() + length,
                    segment.basePosition() + segment.segmentLength(), name, "the file is too short"));
            }
        }
    }

    private void readFrames(final SegmentWindow window, final String name, final FrameChecksum checksum)
        throws IOException {
        int offset = SegmentHeader.LENGTH;
        int damagedFrom = -1;
        while (offset < window.segmentLength()) {
            window.readHeader(offset, scanned);
            if (FrameDescriptor.isPossibleLength(scanned.length, window.segmentLength() - offset)
                && window.isChecksumRight(offset, scanned, checksum)) {
                noteDamage(window, name, damagedFrom, offset);
                damagedFrom = -1;
                handOut(window, offset, scanned.length);
                offset += FrameDescriptor.alignedLength(scanned.length);
            } else {
                final int next = window.skipZeros(offset) & -FrameDescriptor.ALIGNMENT;
                if (next >= window.segmentLength()) {
                    // Zeros up to the end are no damage, zeros in front of something are.
                    break;
                }
                damagedFrom = damagedFrom < 0 ? offset : damagedFrom;
                offset = Math.max(next, offset + FrameDescriptor.ALIGNMENT);
            }
        }
        noteDamage(window, name, damagedFrom, offset);
    }

    private void noteDamage(final SegmentWindow window, final String name, final int from, final int to) {
        if (from >= 0 && to > from) {
            damages.add(new Damage(window.position(from), window.position(to), name, "no valid frame"));
        }
    }

    private void handOut(final SegmentWindow window, final int offset, final int length) throws IOException {
        if (!FrameType.isUser(scanned.type)) {
            return;
        }
        if (frame.capacity() < length) {
            frame = new UnsafeBuffer(new byte[FrameDescriptor.alignedLength(length)]);
        }
        window.copy(offset, length, frame);
        header.wrap(frame, 0, window.position(offset));
        records++;
        handler.onRecord(frame, FrameDescriptor.BODY_OFFSET, length - FrameDescriptor.HEADER_LENGTH, header);
    }
}
