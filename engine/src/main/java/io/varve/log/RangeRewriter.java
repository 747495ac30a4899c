package io.varve.log;

import io.varve.io.MappedRegion;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.agrona.BufferUtil;

/**
 * Writes ranges of the log again as they are, and forces them in the order given, while recovery reads on. A force
 * that failed unseen before a crash may have left pages that the kernel takes for written; to make them dirty brings
 * them to the disk. No byte changes, so this needs no permission of a mark.
 */
final class RangeRewriter implements AutoCloseable {

    private static final int WINDOW = 1 << 20;

    private final StorageDirectory directory;
    private final int segmentLength;
    private final Executor executor;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    private long bytes;
    private volatile boolean abandoned;

    /** @param inBackground false when everything is to happen within the calls. */
    RangeRewriter(final StorageDirectory directory, final int segmentLength, final boolean inBackground) {
        this.directory = directory;
        this.segmentLength = segmentLength;
        executor = inBackground ? RangeRewriter::start : Runnable::run;
    }

    private static void start(final Runnable work) {
        final Thread thread = new Thread(work, "varve-rewrite");
        thread.setDaemon(true);
        thread.start();
    }

    /** Write and force a range within one segment, behind all that were given before. */
    void rewrite(final long from, final long to) {
        bytes += to - from;
        last = last.thenRunAsync(() -> force(from, to), executor);
    }

    private void force(final long from, final long to) {
        if (abandoned) {
            return;
        }
        final long base = from & -segmentLength;
        try (StorageFile file = directory.open(StoreFileNames.segment(base), true)) {
            copyInPlace(file, from - base, to - base);
            force(file, (int) (from - base), (int) (to - from));
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** By calls, which cost a tenth of the faults that a mapping would. */
    private void copyInPlace(final StorageFile file, final long from, final long to) throws IOException {
        final ByteBuffer window = ByteBuffer.allocateDirect((int) Math.min(WINDOW, to - from));
        try {
            for (long at = from; at < to; at += window.capacity()) {
                window.clear().limit((int) Math.min(window.capacity(), to - at));
                file.read(window, at);
                file.write(window.flip(), at);
            }
        } finally {
            BufferUtil.free(window);
        }
    }

    /** The range and no more: what a killed process has left dirty behind it would be written twice. */
    private void force(final StorageFile file, final int offset, final int length) throws IOException {
        final MappedRegion region = file.map(segmentLength, true);
        try {
            region.force(offset, length);
        } finally {
            region.unmap();
        }
    }

    /** How many bytes were given. */
    long bytes() {
        return bytes;
    }

    /** Wait until all that was given is durable. */
    void await() throws IOException {
        try {
            last.join();
        } catch (final CompletionException ex) {
            if (ex.getCause() instanceof UncheckedIOException) {
                throw ((UncheckedIOException) ex.getCause()).getCause();
            }
            throw ex;
        }
    }

    /** Nothing of this is under way any more when this returns. */
    @Override
    public void close() {
        abandoned = true;
        last.handle((done, failure) -> done).join();
    }
}
