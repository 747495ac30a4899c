package io.varve.perf.bench.peers;

import io.aeron.ExclusivePublication;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.ArchivingMediaDriver;
import io.aeron.archive.checksum.Checksum;
import io.aeron.archive.checksum.Checksums;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.codecs.SourceLocation;
import io.aeron.archive.status.RecordingPos;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.varve.perf.bench.LogTarget;
import java.nio.file.Path;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * An Aeron Archive in this process that records an exclusive IPC publication, with a checksum of every frame and
 * without syncing. What was offered counts when the recording has reached it.
 */
public class AeronTarget implements LogTarget {

    private static final String CONTROL = "aeron:ipc?term-length=64k";
    private static final String CHANNEL = "aeron:ipc?term-length=64m";
    private static final int STREAM = 1001;
    private static final int SEGMENT = 1 << 30;

    private final Checksum checksum;
    private ArchivingMediaDriver driver;
    private AeronArchive archive;
    private ExclusivePublication publication;
    private CountersReader counters;
    private int counter;

    /** For the trials. */
    public AeronTarget() {
        this(Checksums.crc32c());
    }

    AeronTarget(final Checksum checksum) {
        this.checksum = checksum;
    }

    @Override
    public void open(final Path directory, final long bytes) {
        final String media = directory.resolve("media").toString();
        driver = ArchivingMediaDriver.launch(
            new MediaDriver.Context().aeronDirectoryName(media).threadingMode(ThreadingMode.SHARED)
                .spiesSimulateConnection(true).dirDeleteOnStart(true).dirDeleteOnShutdown(true),
            new Archive.Context().archiveClientContext(new AeronArchive.Context().controlResponseChannel(CONTROL))
                .aeronDirectoryName(media).archiveDir(directory.resolve("archive").toFile())
                .controlChannelEnabled(false).localControlChannel(CONTROL).recordingEventsEnabled(false)
                .replicationChannel("aeron:udp?endpoint=localhost:0").threadingMode(ArchiveThreadingMode.SHARED)
                .segmentFileLength(SEGMENT).recordChecksum(checksum).fileSyncLevel(0));
        archive = AeronArchive.connect(new AeronArchive.Context().aeronDirectoryName(media)
            .controlRequestChannel(CONTROL).controlResponseChannel(CONTROL));
        archive.startRecording(CHANNEL, STREAM, SourceLocation.LOCAL);
        publication = archive.context().aeron().addExclusivePublication(CHANNEL, STREAM);
        counters = archive.context().aeron().countersReader();
        counter = CountersReader.NULL_COUNTER_ID;
        while (counter == CountersReader.NULL_COUNTER_ID) {
            counter = RecordingPos.findCounterIdBySession(counters, publication.sessionId(), archive.archiveId());
            Thread.onSpinWait();
        }
    }

    @Override
    public void append(final DirectBuffer body, final int length) {
        while (publication.offer(body, 0, length) < 0) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void appendAll(final DirectBuffer body, final int length, final long count) {
        for (long i = 0; i < count; i++) {
            append(body, length);
        }
        while (counters.getCounterValue(counter) < publication.position()) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        CloseHelper.closeAll(publication, archive, driver);
    }
}
