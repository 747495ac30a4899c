package io.varve.store;

import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/**
 * Prepares segments ahead of the writer: creates a file under a temporary name, fills it with zeros so that its
 * blocks are really allocated, forces it, gives it its name, enters it into the list, maps it, and hands it over.
 *
 * <p>An agent with short steps; the writer takes segments with {@link #poll()}. A failure before the segment has its
 * name is counted, cleaned up and tried again; a failure after that fails the store.
 */
public final class SegmentPreparer implements Agent {

    private static final long RETRY_NS = 100_000_000L;
    private static final int SLICE = 1 << 20;

    private final StorageDirectory directory;
    private final SegmentList list;
    private final SegmentTable table;
    private final SegmentSpec spec;
    private final EpochNanoClock clock;
    private final NanoClock monotonicClock;
    private final Consumer<Throwable> onFailure;
    private final SpscVarHandleArrayQueue<Segment> ready;
    private final int ahead;
    private final AtomicLong failures = new AtomicLong();
    private final int chunk;

    private long nextBasePosition;
    private StorageFile file;
    private long filled;
    private long retryAtNs = Long.MIN_VALUE;
    private volatile IOException lastFailure;
    private PreparerObserver observer = PreparerObserver.NONE;

    /**
     * For one store that is open for writing.
     *
     * @param directory        of the store.
     * @param list             of live segments; from now on only the preparer changes it.
     * @param table            to which prepared segments are added before they are offered.
     * @param spec             of the segments.
     * @param nextBasePosition of the first segment to be prepared.
     * @param ahead            how many segments to keep ready, 1 or more.
     * @param clock            for creation times.
     * @param monotonicClock   for pauses between tries.
     * @param onFailure        told when the store must fail.
     */
    public SegmentPreparer(final StorageDirectory directory, final SegmentList list, final SegmentTable table,
        final SegmentSpec spec, final long nextBasePosition, final int ahead, final EpochNanoClock clock,
        final NanoClock monotonicClock, final Consumer<Throwable> onFailure) {
        this.directory = directory;
        this.list = list;
        this.table = table;
        this.spec = spec;
        this.nextBasePosition = nextBasePosition;
        this.ahead = ahead;
        this.clock = clock;
        this.monotonicClock = monotonicClock;
        this.onFailure = onFailure;
        ready = new SpscVarHandleArrayQueue<>(Math.max(ahead, list.basePositions().size()) + 1);
        chunk = Math.min(spec.fillChunk(), spec.segmentLength());
    }

    /**
     * Tell somebody of what is done, from now on; before the agent runs.
     *
     * @param newObserver in place of the one before.
     */
    public void observer(final PreparerObserver newObserver) {
        observer = newObserver;
    }

    /**
     * Hand over a spare that recovery found, before the agent runs.
     *
     * @param segment that holds nothing yet.
     */
    public void offerSpare(final Segment segment) {
        segment.index(new SegmentIndex(segment.length()));
        ready.offer(segment);
    }

    /**
     * Take the next segment; for the writer's thread.
     *
     * @return a mapped, listed, empty segment, or null when none is ready.
     */
    public Segment poll() {
        return ready.poll();
    }

    /**
     * How many segments are ready; for the writer's thread.
     *
     * @return so many calls of {@link #poll()} will return one.
     */
    public int ready() {
        return ready.size();
    }

    /**
     * Whether as many segments are ready as there should be; for the preparer's thread.
     *
     * @return true when there is nothing to prepare.
     */
    public boolean isAhead() {
        return file == null && ready.size() >= ahead;
    }

    /**
     * Why the last try to prepare a segment failed.
     *
     * @return the failure, or null when the last try succeeded.
     */
    public IOException lastFailure() {
        return lastFailure;
    }

    /**
     * How many tries failed.
     *
     * @return the count.
     */
    public long failures() {
        return failures.get();
    }

    @Override
    public int doWork() {
        if (file == null && (ready.size() >= ahead || monotonicClock.nanoTime() < retryAtNs)) {
            return 0;
        }
        try {
            if (file == null) {
                create();
            } else if (filled < spec.segmentLength()) {
                fillSlice();
            } else {
                file.force();
                publish();
            }
        } catch (final PublishFailedException ex) {
            fail(ex);
        } catch (final IOException ex) {
            abandon(ex);
        }
        return 1;
    }

    @Override
    public String roleName() {
        return "segment-preparer";
    }

    /** Drop a half-prepared segment; after the agent was removed. */
    public void close() {
        if (file != null) {
            dropUnlisted();
        }
    }

    private void create() throws IOException {
        AtomicFile.deleteIfExists(directory, temporaryName());
        file = directory.create(temporaryName());
        filled = 0;
        fill(spec.header(nextBasePosition, clock.nanoTime()).encode());
    }

    private void fillSlice() throws IOException {
        final long sliceEnd = Math.min(filled + SLICE, spec.segmentLength());
        while (filled < sliceEnd) {
            // Chunks lie on multiples of their length, so that the kernel can use folios of that size.
            final long length = Math.min(chunk - filled % chunk, spec.segmentLength() - filled);
            fill(Zeros.ofLength((int) length));
        }
    }

    private void fill(final ByteBuffer bytes) throws IOException {
        final int length = bytes.remaining();
        file.write(bytes, filled);
        filled += length;
    }

    private void publish() throws IOException {
        AtomicFile.publish(directory, temporaryName(), StoreFileNames.segment(nextBasePosition));
        list.add(nextBasePosition);
        final Segment segment = mapListed();
        file.close();
        file = null;
        nextBasePosition += spec.segmentLength();
        lastFailure = null;
        segment.index(new SegmentIndex(segment.length()));
        table.put(segment);
        observer.prepared(segment.basePosition());
        ready.offer(segment);
    }

    private Segment mapListed() throws PublishFailedException {
        try {
            return new Segment(nextBasePosition, file.map(spec.segmentLength(), true));
        } catch (final IOException ex) {
            throw new PublishFailedException(StoreFileNames.segment(nextBasePosition), ex);
        }
    }

    private void fail(final PublishFailedException failure) {
        file.close();
        file = null;
        retryAtNs = Long.MAX_VALUE;
        onFailure.accept(failure);
    }

    private void abandon(final IOException failure) {
        failures.incrementAndGet();
        dropUnlisted();
        retryAtNs = monotonicClock.nanoTime() + RETRY_NS;
        lastFailure = failure;
        observer.retries(failure);
    }

    private void dropUnlisted() {
        if (file != null) {
            file.close();
            file = null;
        }
        try {
            AtomicFile.deleteIfExists(directory, temporaryName());
            AtomicFile.deleteIfExists(directory, StoreFileNames.segment(nextBasePosition));
        } catch (final IOException ex) {
            // The next try, or the next open, deletes it.
            observer.retries(ex);
        }
    }

    private String temporaryName() {
        return StoreFileNames.segment(nextBasePosition) + StoreFileNames.TEMPORARY_SUFFIX;
    }
}
