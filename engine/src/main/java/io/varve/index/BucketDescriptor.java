package io.varve.index;

/**
 * The layout of a bucket: one cache line of 64 bytes, little-endian, of seven entries and one meta word. A bucket of
 * the table and an overflow bucket have the same layout; in an overflow bucket level and version are 0.
 *
 * <pre>
 *   0      8      16     24     32     40     48     56     64
 *  +------+------+------+------+------+------+------+------+
 *  | e[0] | e[1] | e[2] | e[3] | e[4] | e[5] | e[6] | meta |
 *  +------+------+------+------+------+------+------+------+
 *
 *   63                    40 39                                   0
 *  +------------------------+--------------------------------------+
 *  |          tag           |               address                |   entry; 0 when empty
 *  +------------------------+--------------------------------------+
 *
 *   63    58 57                        32 31                      0
 *  +--------+----------------------------+-------------------------+
 *  | level  |          version           |     overflow bucket     |   meta word
 *  +--------+----------------------------+-------------------------+
 * </pre>
 *
 * <p>The tag is bits 12 to 35 of the hash of the key. A bucket of level l holds the keys whose hashes have its number
 * in their low l bits; as no level is below 12, the bit that decides on which side of a split an entry falls lies in
 * its tag, and the number of the bucket and the tag together are the low 36 bits of the hash. An address is that of a
 * record, in a unit that the owner chooses, and never 0. The version counts changes of the structure: splits, and
 * overflow buckets linked and unlinked. Overflow buckets are numbered from 1; 0 ends a chain.
 *
 * <p>Safe for use by many threads: it holds no state.
 */
public final class BucketDescriptor {

    /** Length of a bucket in bytes: a cache line. */
    public static final int LENGTH = 64;
    /** Entries of a bucket. */
    public static final int ENTRIES = 7;
    /** The greatest address; the least is 1. */
    public static final long MAX_ADDRESS = (1L << 40) - 1;
    /** How many of the low bits of a hash an index uses. */
    public static final int HASH_BITS = 36;

    static final int LENGTH_SHIFT = 6;
    static final int ENTRY_LENGTH = Long.BYTES;
    static final int META_OFFSET = ENTRIES * ENTRY_LENGTH;
    static final int MIN_LEVEL = 12;
    /** The hash has no bit left that could split a bucket of this level. */
    static final int MAX_LEVEL = HASH_BITS;

    private static final int ADDRESS_BITS = 40;
    private static final long TAG_MASK = -1L << ADDRESS_BITS;
    private static final int LEVEL_SHIFT = 58;
    private static final long VERSION_UNIT = 1L << 32;
    private static final long VERSION_MASK = (1L << LEVEL_SHIFT) - VERSION_UNIT;
    private static final long OVERFLOW_MASK = VERSION_UNIT - 1;

    private BucketDescriptor() {
    }

    /**
     * The address that an entry holds.
     *
     * @param entry a word other than 0.
     * @return from 1 to {@link #MAX_ADDRESS}.
     */
    public static long address(final long entry) {
        return entry & MAX_ADDRESS;
    }

    /** The tag of a hash, where it stands in an entry. */
    static long tag(final long hash) {
        return hash << ADDRESS_BITS - MIN_LEVEL & TAG_MASK;
    }

    static long withAddress(final long entry, final long address) {
        return entry & TAG_MASK | address;
    }

    /** The low bits of the hash of an entry in a bucket of the table or in its chain. */
    static long hash(final long entry, final long bucket) {
        return entry >>> ADDRESS_BITS << MIN_LEVEL | bucket & (1L << MIN_LEVEL) - 1;
    }

    /** The bit of an entry that holds a bit of the hash, from bit 12 to bit 35. */
    static long bitOfEntry(final int bitOfHash) {
        return 1L << bitOfHash + ADDRESS_BITS - MIN_LEVEL;
    }

    static long meta(final int level, final long overflow) {
        return (long) level << LEVEL_SHIFT | overflow;
    }

    static int level(final long meta) {
        return (int) (meta >>> LEVEL_SHIFT);
    }

    /** The overflow bucket that follows, or 0. */
    static long overflow(final long meta) {
        return meta & OVERFLOW_MASK;
    }

    /** One level deeper, one version later. */
    static long afterSplit(final long meta) {
        return nextVersion(meta) + (1L << LEVEL_SHIFT);
    }

    /** With another overflow bucket, one version later. */
    static long afterLink(final long meta, final long overflow) {
        return nextVersion(meta) & ~OVERFLOW_MASK | overflow;
    }

    private static long nextVersion(final long meta) {
        return meta & ~VERSION_MASK | meta + VERSION_UNIT & VERSION_MASK;
    }

    /**
     * The bucket of a hash in a table of so many buckets, as linear hashing numbers them: see Litwin, "Linear hashing:
     * a new tool for file and table addressing" (1980).
     */
    static long bucket(final long hash, final long buckets) {
        final long mask = (Long.highestOneBit(buckets) << 1) - 1;
        final long bucket = hash & mask;
        return bucket < buckets ? bucket : bucket & mask >>> 1;
    }

    /** The level of a bucket in a table of so many buckets. */
    static int levelOf(final long bucket, final long buckets) {
        final int level = Long.SIZE - 1 - Long.numberOfLeadingZeros(buckets);
        return bucket < buckets - (1L << level) || bucket >= 1L << level ? level + 1 : level;
    }

    /** The last bucket that a bucket of the table was split into, or the bucket itself when there is none. */
    static long lastTarget(final long bucket, final long meta) {
        return bucket | 1L << level(meta) - 1;
    }

    /**
     * The bits of a hash that a bucket's level has decided since the bucket was found with an older number of buckets.
     *
     * @return 0 when it is the right bucket. Otherwise the keys with this hash have moved: first to the bucket whose
     *     number has the lowest of these bits too, from there perhaps further.
     */
    static long movedBits(final long hash, final long bucket, final long meta) {
        return hash & (1L << level(meta)) - 1 ^ bucket;
    }
}
