package io.varve.io;

/**
 * What only the operating system can do with pages, for a JDK that cannot ask it: nothing. The archive holds a second
 * version of this class for JDK 22 and newer, with the same methods.
 */
final class NativePages {

    private NativePages() {
    }

    /** Whether this version can ask the operating system at all. */
    static boolean isAvailable() {
        return false;
    }

    /**
     * Make the pages of a range present and writable without changing a byte.
     *
     * @param address of the first byte.
     * @param length  in bytes, more than 0.
     * @return false when that is not possible here, and nothing has happened.
     * @throws InternalError when a page cannot be backed, as a store into it would throw.
     */
    static boolean populate(final long address, final long length) {
        return false;
    }

    /**
     * Ask for huge pages for memory outside of the heap.
     *
     * @param address of the first byte, a multiple of the page size.
     * @param length  in bytes, more than 0.
     * @return whether the operating system took the advice.
     */
    static boolean adviseHuge(final long address, final long length) {
        return false;
    }
}
