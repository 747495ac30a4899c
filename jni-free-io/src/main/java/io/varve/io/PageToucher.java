package io.varve.io;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes pages present, writable and dirty: by asking the operating system where {@link NativePages} can, else by
 * compare-and-set of a value to itself, which cannot change a byte that somebody else writes at the same moment.
 *
 * <p>A compare-and-set that the interpreter executes on a page that cannot be backed ends the JVM, a compiled one
 * throws {@link InternalError}; so it is compiled on ordinary memory before the first page is touched.
 */
final class PageToucher {

    /** The smallest page of the supported platforms: a larger real page is touched more than once, which is cheap. */
    private static final int PAGE_SIZE = 4096;
    private static final int WARM_UP_PAGES = 16;
    private static final int WARM_UP_ROUNDS = 20_000;

    static {
        final UnsafeBuffer scratch = new UnsafeBuffer(ByteBuffer.allocateDirect(WARM_UP_PAGES * PAGE_SIZE));
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            compareAndSet(scratch, 0, scratch.capacity());
        }
    }

    private PageToucher() {
    }

    /**
     * Offsets need not be aligned; every page that has a byte in the range is touched once.
     *
     * @throws InternalError when a page cannot be backed.
     */
    static void touch(final UnsafeBuffer buffer, final int offset, final int length) {
        buffer.boundsCheck(offset, length);
        if (length > 0 && !NativePages.populate(buffer.addressOffset() + offset, length)) {
            compareAndSet(buffer, offset, length);
        }
    }

    private static void compareAndSet(final UnsafeBuffer buffer, final int offset, final int length) {
        final int end = offset + length;
        for (int page = offset & -PAGE_SIZE; page < end; page += PAGE_SIZE) {
            final int value = buffer.getInt(page);
            buffer.compareAndSetInt(page, value, value);
        }
    }
}
