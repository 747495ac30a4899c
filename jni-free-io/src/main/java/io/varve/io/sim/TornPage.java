package io.varve.io.sim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What can be on the disk of a page that was written while it changed, or while power failed. */
final class TornPage {

    static final int PAGE_SIZE = 4096;
    static final int SECTOR_SIZE = 512;
    static final int PAGE_SHIFT = 12;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private TornPage() {
    }

    /** Copy one page between arrays that both hold it at the same offset. */
    static void copy(final byte[] source, final byte[] target, final int page) {
        System.arraycopy(source, page << PAGE_SHIFT, target, page << PAGE_SHIFT, PAGE_SIZE);
    }

    /**
     * Write to {@code target}, from 0, the page as somebody may have seen it who copied it while it changed from
     * {@code older} to {@code newer}: each changed word of 8 bytes has either value. Every subset is possible; some
     * that an even coin would hardly ever throw (a few words, all but a few, one side of a point) are made likely.
     */
    static void mixWords(
        final byte[] older, final byte[] newer, final int page, final byte[] target, final SeededRandom random) {
        final int from = page << PAGE_SHIFT;
        final int style = random.nextInt(5);
        final int split = random.nextInt(PAGE_SIZE / Long.BYTES + 1) * Long.BYTES;
        for (int at = 0; at < PAGE_SIZE; at += Long.BYTES) {
            final long before = (long) WORD.get(older, from + at);
            long word = (long) WORD.get(newer, from + at);
            if (before != word && takesOlder(style, at < split, random)) {
                word = before;
            }
            WORD.set(target, at, word);
        }
    }

    private static boolean takesOlder(final int style, final boolean beforeSplit, final SeededRandom random) {
        switch (style) {
            case 0:
                return beforeSplit;
            case 1:
                return !beforeSplit;
            case 2:
                return random.nextInt(8) == 0;
            case 3:
                return random.nextInt(8) != 0;
            default:
                return random.nextBoolean();
        }
    }

    /** Let some of the sectors of {@code image}, which holds one page from an offset, reach the page on the disk. */
    static void tearSectors(
        final byte[] image, final int imageOffset, final byte[] disk, final int page, final SeededRandom random) {
        final int from = page << PAGE_SHIFT;
        final long fates = random.nextLong();
        for (int sector = 0; sector < PAGE_SIZE / SECTOR_SIZE; sector++) {
            if ((fates & (1L << sector)) != 0) {
                final int at = sector * SECTOR_SIZE;
                System.arraycopy(image, imageOffset + at, disk, from + at, SECTOR_SIZE);
            }
        }
    }

    /**
     * As {@link #tearSectors}, but a sector can also end in the middle, and bytes that were being changed can have any
     * value. Bytes that were not being changed are what they were: no disk is assumed to be worse than that.
     */
    static void tearBytes(
        final byte[] image, final int imageOffset, final byte[] disk, final int page, final SeededRandom random) {
        final int from = page << PAGE_SHIFT;
        for (int sector = 0; sector < PAGE_SIZE; sector += SECTOR_SIZE) {
            final int fate = random.nextInt(4);
            final int kept = fate == 0 ? 0 : fate == 1 ? SECTOR_SIZE : random.nextInt(SECTOR_SIZE + 1);
            if (fate == 3) {
                scramble(image, imageOffset + sector + kept, disk, from + sector + kept, SECTOR_SIZE - kept, random);
            }
            System.arraycopy(image, imageOffset + sector, disk, from + sector, kept);
        }
    }

    private static void scramble(final byte[] image, final int imageOffset, final byte[] disk, final int diskOffset,
        final int length, final SeededRandom random) {
        for (int i = 0; i < length; i++) {
            if (image[imageOffset + i] != disk[diskOffset + i]) {
                disk[diskOffset + i] = (byte) random.nextLong();
            }
        }
    }
}
