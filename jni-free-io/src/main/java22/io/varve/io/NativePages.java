package io.varve.io;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Map;
import org.agrona.UnsafeApi;

/**
 * What only the operating system can do with pages, through the foreign-function API. Nothing is asked unless native
 * access is enabled, because the JDK would print a warning otherwise, and only on Linux, whose numbers these are.
 */
final class NativePages {

    private static final int MADV_HUGEPAGE = 14;
    /** Since Linux 5.14. Pages fault in as if written to, and what would be a signal is an error instead. */
    private static final int MADV_POPULATE_WRITE = 23;
    private static final Map<Integer, String> UNBACKED = Map.of(
        12, "out of memory, or not mapped", 14, "no space or no file behind it", 133, "failed memory");

    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CAPTURED =
        ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));
    private static final MethodHandle MADVISE = madvise();
    private static final long PAGE_MASK = -UnsafeApi.pageSize();

    private NativePages() {
    }

    static boolean isAvailable() {
        return MADVISE != null;
    }

    static boolean populate(final long address, final long length) {
        if (MADVISE == null) {
            return false;
        }
        final long start = address & PAGE_MASK;
        final int errno = advise(start, address + length - start, MADV_POPULATE_WRITE);
        final String reason = errno == 0 ? null : UNBACKED.get(errno);
        if (reason != null) {
            throw new InternalError("pages of a mapping cannot be made present: " + reason + " (errno " + errno + ")");
        }
        return errno == 0;
    }

    static boolean adviseHuge(final long address, final long length) {
        return MADVISE != null && advise(address, length, MADV_HUGEPAGE) == 0;
    }

    private static int advise(final long start, final long length, final int advice) {
        final MemorySegment state = CAPTURED.get();
        final int result;
        try {
            result = (int) MADVISE.invokeExact(state, start, length, advice);
        } catch (final Throwable ex) {
            throw new IllegalStateException("madvise could not be called", ex);
        }
        return result == 0 ? 0 : (int) ERRNO.get(state, 0L);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle madvise() {
        if (!NativePages.class.getModule().isNativeAccessEnabled() || !"Linux".equals(System.getProperty("os.name"))) {
            return null;
        }
        final Linker linker = Linker.nativeLinker();
        final ValueLayout size = (ValueLayout) linker.canonicalLayouts().get("size_t");
        return size.byteSize() != Long.BYTES ? null : linker.defaultLookup().find("madvise")
            .map(address -> linker.downcallHandle(address,
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, size, ValueLayout.JAVA_INT),
                Linker.Option.captureCallState("errno")))
            .orElse(null);
    }
}
