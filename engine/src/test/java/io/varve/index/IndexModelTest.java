package io.varve.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.index.IndexModel.Variant;
import java.util.Random;
import org.agrona.collections.LongArrayList;
import org.agrona.collections.LongHashSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every interleaving, word by word and in one order for all, of a look-up as {@link IndexProbe} does it with random
 * programs of the writer: what it finds was there at some moment of the look-up, and what it misses was absent at some
 * moment.
 */
class IndexModelTest {

    private static final int LOCATE = 0;
    private static final int ENTRY = 1;
    private static final int LINK = 2;
    private static final int VALIDATE = 3;

    private Variant variant;
    private IndexModel model;
    private int key;
    private long states;
    private int restarts;
    private int violations;
    private final LongHashSet seen = new LongHashSet();
    private final LongArrayList open = new LongArrayList();

    // Of the state that is looked at.
    private int begun;
    private int stores;
    private int bucket;
    private int metaStores;
    private int line;
    private int slot;
    private int link;

    @Test
    void shouldNeverMissNorInvent() {
        check(Variant.PROTOCOL, 6);
        assertEquals(0, violations);
        assertTrue(states > 30_000 && restarts > 30, states + " states, " + restarts + " restarts");
    }

    @Test
    @Tag("slow")
    void shouldNeverMissNorInventInManyPrograms() {
        check(Variant.PROTOCOL, 600);
        assertEquals(0, violations);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PROTOCOL")
    void shouldFindTheFlawOfEveryOtherProtocol(final Variant wrong) {
        for (int seed = 0; seed < 400 && violations == 0; seed++) {
            check(wrong, seed, seed + 1);
        }
        assertTrue(violations > 0);
    }

    private void check(final Variant checked, final int programs) {
        check(checked, 0, programs);
    }

    private void check(final Variant checked, final int firstSeed, final int endSeed) {
        variant = checked;
        for (int seed = firstSeed; seed < endSeed; seed++) {
            model = new IndexModel(checked, new Random(seed));
            for (key = 0; key < IndexModel.KEYS; key++) {
                explore();
            }
        }
    }

    private void explore() {
        seen.clear();
        for (begun = 0; begun < model.memories.size(); begun++) {
            // A reader may know a number of buckets of any earlier moment.
            for (final int known : new int[] {0, begun / 2, begun}) {
                stores = begun;
                locate((int) BucketDescriptor.bucket(key, IndexModel.buckets(model.memories.get(known))));
            }
        }
        while (!open.isEmpty()) {
            step(open.removeAt(open.size() - 1));
        }
        states += seen.size();
    }

    private void step(final long state) {
        begun = (int) (state & 0xff);
        stores = (int) (state >>> 8 & 0xff);
        bucket = (int) (state >>> 16 & 0xf);
        metaStores = (int) (state >>> 20 & 0xff);
        line = (int) (state >>> 28 & 0x1f);
        slot = (int) (state >>> 33 & 0x3);
        link = (int) (state >>> 35 & 0xf);
        final int phase = (int) (state >>> 39);
        if (stores + 1 < model.memories.size()) {
            add(state + (1 << 8));
        }
        final long[] memory = model.memories.get(stores);
        switch (phase) {
            case LOCATE -> loadMeta(memory);
            case ENTRY -> loadEntry(memory);
            case LINK -> {
                link = (int) BucketDescriptor.overflow(IndexModel.meta(memory, line));
                go(VALIDATE);
            }
            default -> validate(memory);
        }
    }

    private void add(final long state) {
        if (seen.add(state)) {
            open.addLong(state);
        }
    }

    private void go(final int phase) {
        add(begun | stores << 8 | bucket << 16 | metaStores << 20 | (long) line << 28 | (long) slot << 33
            | (long) link << 35 | (long) phase << 39);
    }

    private void locate(final int newBucket) {
        bucket = newBucket;
        metaStores = 0;
        line = 0;
        slot = 0;
        link = 0;
        go(LOCATE);
    }

    private void loadMeta(final long[] memory) {
        final long meta = IndexModel.meta(memory, bucket);
        final long moved = BucketDescriptor.movedBits(key, bucket, meta);
        if (moved != 0 && variant != Variant.LEVEL_IGNORED) {
            locate(bucket | (int) Long.lowestOneBit(moved));
            return;
        }
        // The meta word is kept as the first of the moments at which it was the same.
        metaStores = stores;
        while (metaStores > 0 && IndexModel.meta(model.memories.get(metaStores - 1), bucket) == meta) {
            metaStores--;
        }
        scan(bucket);
    }

    private void scan(final int newLine) {
        line = newLine;
        slot = 0;
        link = 0;
        go(ENTRY);
    }

    private void loadEntry(final long[] memory) {
        final long entry = IndexModel.entry(memory, line, slot);
        if (entry != 0 && IndexModel.key(entry) == key) {
            expect(IndexModel.value(entry));
        } else if (++slot < IndexModel.ENTRIES) {
            go(ENTRY);
        } else {
            slot = 0;
            go(LINK);
        }
    }

    private void validate(final long[] memory) {
        final long known = IndexModel.meta(model.memories.get(metaStores), bucket);
        if (IndexModel.meta(memory, bucket) != known && variant != Variant.MISS_NOT_VALIDATED) {
            restarts++;
            locate(bucket);
        } else if (link == 0) {
            expect(0);
        } else {
            scan(IndexModel.overflowLine(link));
        }
    }

    private void expect(final int value) {
        for (int moment = begun; moment <= stores; moment++) {
            if (model.contents.get(moment)[key] == value) {
                return;
            }
        }
        violations++;
    }
}
