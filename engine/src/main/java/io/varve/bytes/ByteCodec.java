package io.varve.bytes;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * How keys or values of a map become bytes and come back. Safe for use by many threads if its functions are.
 *
 * @param <T>     what is written.
 * @param encoder makes bytes of an object; of equal keys equal bytes. They must not be changed afterwards.
 * @param decoder makes the object again.
 */
public record ByteCodec<T>(Function<T, byte[]> encoder, Function<byte[], T> decoder) {

    /** Arrays as they are. */
    public static final ByteCodec<byte[]> BYTES = new ByteCodec<>(bytes -> bytes, bytes -> bytes);
    /** Texts in UTF-8. */
    public static final ByteCodec<String> UTF_8 = new ByteCodec<>(
        text -> text.getBytes(StandardCharsets.UTF_8), bytes -> new String(bytes, StandardCharsets.UTF_8));
}
