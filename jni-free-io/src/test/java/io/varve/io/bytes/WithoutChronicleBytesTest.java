package io.varve.io.bytes;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

class WithoutChronicleBytesTest {

    @Test
    void shouldSayWhatIsMissing() throws Exception {
        final URL[] classPath = {locationOf(RecordBytes.class), locationOf(DirectBuffer.class)};
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            for (final Class<?> type : new Class<?>[] {RecordBytes.class, PayloadBytes.class, BytesBuffer.class}) {
                final var constructor = loader.loadClass(type.getName()).getConstructor();
                assertSentence(assertThrows(InvocationTargetException.class, constructor::newInstance));
            }
            final var dump = loader.loadClass(HexDump.class.getName())
                .getMethod("of", loader.loadClass(DirectBuffer.class.getName()), int.class, int.class);
            assertSentence(assertThrows(InvocationTargetException.class, () -> dump.invoke(null, null, 0, 0)));
        }
    }

    private static void assertSentence(final InvocationTargetException thrown) {
        final Throwable cause = assertInstanceOf(IllegalStateException.class, thrown.getCause());
        assertTrue(cause.getMessage().contains("net.openhft:chronicle-bytes"), cause.getMessage());
    }

    private static URL locationOf(final Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
