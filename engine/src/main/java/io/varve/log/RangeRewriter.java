package io.varve.log;

import io.varve.io.MappedRegion;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Writes ranges of the log again as they are, and forces them in the order given, while recovery reads on. A force
 * that failed unseen before a crash may have left pages that the kernel takes for written; to make them dirty brings
 * them to the disk. No byte changes, so this needs no permission of a mark.
 */
final class RangeRewriter implements AutoCloseable {

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
            final MappedRegion region = file.map(segmentLength, true);
            try {
                region.touch((int) (from - base), (int) (to - from));
            } catch (final InternalError ex) {
                throw new IOException("pages of " + file + " cannot be reached: " + ex.getMessage(), ex);
            } finally {
                region.unmap();
            }
            file.force();
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
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
