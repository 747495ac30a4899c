package io.varve.kv;

import io.varve.index.Hash64;
import io.varve.index.HashIndex;
import io.varve.kv.checkpoint.CheckpointFile;
import io.varve.kv.checkpoint.SegmentEntry;
import io.varve.kv.compaction.BytesBySlot;
import io.varve.kv.compaction.SegmentNumbers;
import io.varve.kv.compaction.TombstonesBySlot;
import io.varve.kv.hint.HintFiles;
import io.varve.kv.hint.HintReplay;
import io.varve.kv.record.SegmentSlots;
import io.varve.log.FrameSource;
import io.varve.log.LogFoundation;
import io.varve.store.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes the keys of a store from its checkpoint or, where there is none, from its hints, and from its log. */
final class KeyRecovery {

    private final KeyValueConfig config;
    private final LogFoundation foundation;
    private final CheckpointFile file;
    private final HintFiles hintFiles;
    private final SegmentSlots slots;
    private final SegmentNumbers listed;
    private final BytesBySlot liveBytes;
    private final TombstonesBySlot tombstones;
    private long start;
    private long end = -1;
    private long imageLength;
    private long replayed;
    private long hinted;

    KeyRecovery(final KeyValueConfig config, final LogFoundation foundation, final CheckpointFile file,
        final HintFiles hintFiles, final SegmentSlots slots, final SegmentNumbers listed, final BytesBySlot liveBytes,
        final TombstonesBySlot tombstones) {
        this.config = config;
        this.foundation = foundation;
        this.file = file;
        this.hintFiles = hintFiles;
        this.slots = slots;
        this.listed = listed;
        this.liveBytes = liveBytes;
        this.tombstones = tombstones;
    }

    /** Where the checkpoint begins that was loaded; 0 when there was none. */
    long start() {
        return start;
    }

    /** Where the checkpoint ends that was loaded; -1 when there was none. */
    long end() {
        return end;
    }

    /** The length of the image in the checkpoint that was loaded; 0 when there was none. */
    long imageLength() {
        return imageLength;
    }

    /** How many records were replayed. */
    long replayed() {
        return replayed;
    }

    /** How many records were taken from hints. */
    long hinted() {
        return hinted;
    }

    KeyIndex run() throws IOException {
        final long tail = foundation.log().committedPosition();
        for (final long base : foundation.listedSegments()) {
            if (base < tail) {
                listed.add(slots.number(base));
            }
        }
        try (HintReplay hints = new HintReplay(hintFiles)) {
            final CheckpointFile.Loaded loaded = load(tail);
            assignSlots(loaded == null ? List.of() : loaded.segments());
            final KeyIndex index = loaded == null
                ? empty(hints, tail) : new KeyIndex(new Hash64(loaded.seed()), loaded.index());
            boolean done = false;
            try {
                replay(index, hints, tail);
                done = true;
                return index;
            } finally {
                if (!done) {
                    index.table().close();
                }
            }
        }
    }

    /** An index to be filled from hints, as far as there are any, and from the log. */
    private KeyIndex empty(final HintReplay hints, final long tail) throws IOException {
        for (final int number : listed.all()) {
            if (base(number) + config.log().segmentLength() <= tail) {
                hints.look(number);
            }
        }
        final long seed = hints.isEmpty() ? config.log().ids().getAsLong() : hints.seed();
        return new KeyIndex(
            new Hash64(seed), new HashIndex(config.indexLoad(), Math.max(config.expectedKeys(), hints.keys())));
    }

    private CheckpointFile.Loaded load(final long tail) throws IOException {
        final Set<Integer> numbers = new HashSet<>();
        for (final int number : listed.all()) {
            numbers.add(number);
        }
        final CheckpointFile.Loaded loaded = file.load(config.indexLoad(), () -> tail,
            number -> numbers.contains(number) ? rollWord(number) : 0);
        if (loaded != null) {
            start = loaded.start();
            end = loaded.end();
            imageLength = loaded.length();
        }
        return loaded;
    }

    private long rollWord(final int number) {
        return foundation.segment(base(number)).buffer().getLongVolatile(SegmentHeader.LENGTH);
    }

    private void assignSlots(final List<SegmentEntry> known) {
        final Set<Integer> assigned = new HashSet<>();
        for (final SegmentEntry entry : known) {
            slots.assign(foundation.segment(base(entry.number())), entry.slot());
            liveBytes.set(entry.slot(), entry.liveBytes());
            tombstones.set(entry.slot(), entry.tombstones());
            assigned.add(entry.number());
        }
        for (final int number : listed.all()) {
            if (!assigned.contains(number)) {
                slots.assign(foundation.segment(base(number)));
            }
        }
    }

    private long base(final int number) {
        return (long) number * config.log().segmentLength();
    }

    private void replay(final KeyIndex index, final HintReplay hints, final long tail) throws IOException {
        final KeyDirectory directory = new KeyDirectory(slots, liveBytes, tombstones, index,
            config.maxFrameValueLength());
        final ReplayGroup group = new ReplayGroup(directory, slots);
        final KeyReplay keys = new KeyReplay(index.hashes(), slots, group, end);
        try (FrameSource frames = foundation.readAhead()) {
            for (final int number : listed.all()) {
                final long base = base(number);
                final ByteBuffer entries = hints.entries(number);
                if (entries != null) {
                    hinted += group.addAll(entries, slots.slotOf(number));
                } else if (base + config.log().segmentLength() > start) {
                    frames.segment(base, Math.max(base, start), tail, keys);
                }
            }
        }
        group.apply();
        replayed = keys.records();
    }
}
