/**
 * Records and payloads as chronicle-bytes: zero-copy views, {@code BytesMarshallable} payloads and hex dumps.
 *
 * <p>The value of a key is shown like a record, in a read session, and put as any {@code Bytes} of the application:
 *
 * <pre>{@code
 * reader.begin();
 * int length = reader.view(key, 0, keyLength, view);
 * if (length >= 0) {
 *     handle(recordBytes.wrap(view, 0, length));
 * }
 * reader.end();
 *
 * writer.put(key, 0, keyLength, bytesBuffer.wrap(bytes), 0, bytesBuffer.length());
 * }</pre>
 *
 * <p>{@code net.openhft:chronicle-bytes} is an optional dependency that only this package uses; without it, each class
 * here says so with an {@link java.lang.IllegalStateException} when it is first used. No flags are needed beyond the
 * one of Agrona.
 *
 * <p>What chronicle-bytes prints itself is not ours to silence: SLF4J misses a provider
 * ({@code -Dslf4j.internal.verbosity=ERROR}), {@code java.util.logging} gets a warning of a cleaner that is not used, a
 * payload that writes strings makes it look for the limit of direct memory in vain, and JDK 24 and newer warn of
 * {@code sun.misc.Unsafe} ({@code --sun-misc-unsafe-memory-access=allow}).
 */
package io.varve.io.bytes;
