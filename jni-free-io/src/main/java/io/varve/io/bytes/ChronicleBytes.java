package io.varve.io.bytes;

/** Whether chronicle-bytes is there. */
final class ChronicleBytes {

    private ChronicleBytes() {
    }

    /** Called before a class is touched that does not link without the library. */
    static void require() {
        try {
            Class.forName("net.openhft.chronicle.bytes.Bytes", false, ChronicleBytes.class.getClassLoader());
        } catch (final ClassNotFoundException ex) {
            throw new IllegalStateException("io.varve.io.bytes needs net.openhft:chronicle-bytes, which is not on the "
                + "class path; it is an optional dependency of varve-io that the application adds itself", ex);
        }
    }
}
