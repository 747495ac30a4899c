package io.varve.io;

/**
 * Huge pages for memory outside of the heap, so that random reads of large tables miss the translation cache less.
 *
 * <p>On Linux, on JDK 22 and newer, and only if native access is enabled for this module; elsewhere a call does
 * nothing. Safe for use by many threads.
 */
public final class HugePages {

    /** The alignment and the unit of memory that is worth a call, in bytes. */
    public static final int LENGTH = 2 << 20;

    private HugePages() {
    }

    /**
     * Ask for huge pages, before the first touch of the memory. Contents never change. The advice is lost when the
     * memory is given back.
     *
     * @param address of the first byte, a multiple of {@link #LENGTH}.
     * @param length  in bytes, more than 0 and a multiple of {@link #LENGTH}.
     * @return whether the operating system took the advice, which is no promise that it has such pages.
     * @throws IllegalArgumentException when the range is not aligned.
     */
    public static boolean advise(final long address, final long length) {
        if (length <= 0 || ((address | length) & LENGTH - 1) != 0) {
            throw new IllegalArgumentException("a range of " + length + " bytes at 0x" + Long.toHexString(address)
                + " is not made of pages of " + LENGTH + " bytes");
        }
        return NativePages.adviseHuge(address, length);
    }
}
