package io.varve.perf.bench;

import io.varve.io.MappedStorage;
import io.varve.io.StorageDirectory;
import io.varve.log.LogConfig;
import io.varve.store.Segment;
import io.varve.store.SegmentList;
import io.varve.store.SegmentPreparer;
import io.varve.store.SegmentSpec;
import io.varve.store.SegmentTable;
import io.varve.store.StoreId;
import io.varve.store.StoreKind;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;

/** How fast segments are made when nothing is appended: the engine's own preparer, alone. */
final class PreparerFloor {

    private static final int FILL = 64 << 10;

    private PreparerFloor() {
    }

    /** Prepare segments of the default length; returns bytes a second. */
    static double rate(final Path path, final int segments) throws IOException {
        final int length = LogConfig.DEFAULT_SEGMENT_LENGTH;
        try (StorageDirectory directory = MappedStorage.instance().openDirectory(path, true)) {
            final SegmentTable table = new SegmentTable(length);
            final SegmentList list = SegmentList.create(directory, length, StoreKind.LOG);
            final SegmentSpec spec = new SegmentSpec(length, FILL, StoreId.NONE, 1);
            final SegmentPreparer preparer = new SegmentPreparer(
                directory, list, table, spec, 0, segments, new OffsetEpochNanoClock(), SystemNanoClock.INSTANCE,
                cause -> {
                    throw new IllegalStateException(cause);
                });
            final long startNs = System.nanoTime();
            int prepared = 0;
            while (prepared < segments) {
                preparer.doWork();
                final Segment segment = preparer.poll();
                if (segment != null) {
                    prepared++;
                }
            }
            final double rate = (double) length * segments * 1e9 / (System.nanoTime() - startNs);
            preparer.close();
            table.drain(segment -> segment.region().unmap());
            return rate;
        }
    }
}
