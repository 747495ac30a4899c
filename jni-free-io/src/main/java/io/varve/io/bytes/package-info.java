/**
 * Records and payloads as chronicle-bytes: zero-copy views, {@code BytesMarshallable} payloads and hex dumps.
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
