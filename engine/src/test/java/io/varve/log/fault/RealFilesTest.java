package io.varve.log.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreLockedException;
import io.varve.VarveException;
import io.varve.log.LogConfig;
import io.varve.log.LogCountersReader;
import io.varve.log.LogReader;
import io.varve.log.LogSalvage;
import io.varve.log.ReadOnlyLog;
import io.varve.log.RecordHandler;
import io.varve.log.RecordLog;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What only a real file system and real processes can do to a store. */
class RealFilesTest {

    @TempDir
    Path directory;

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[100]);

    @Test
    void shouldRefuseASecondWriterInTheSameJvm() {
        try (RecordLog log = open("log")) {
            log.writer().append(body, 0, 10);
            assertSays(StoreLockedException.class, "open for writing already", () -> open("log"));
            assertSays(StoreLockedException.class, "open for writing already", () -> open("./log"));
        }
        open("log").close();
    }

    @Test
    void shouldRefuseASecondWriterInAnotherClassLoader() throws Exception {
        final URL[] classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(RealFilesTest::toUrl).toArray(URL[]::new);
        try (RecordLog log = open("log");
            URLClassLoader other = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            log.writer().append(body, 0, 10);
            final Class<?> otherLog = other.loadClass(RecordLog.class.getName());
            assertTrue(otherLog != RecordLog.class);
            final InvocationTargetException refusal = assertThrows(InvocationTargetException.class,
                () -> otherLog.getMethod("open", Path.class).invoke(null, directory.resolve("log")));
            assertEquals(StoreLockedException.class.getName(), refusal.getCause().getClass().getName());
        }
    }

    @Test
    @Tag("slow")
    void shouldRefuseASecondWriterInAnotherProcess() throws Exception {
        try (RecordLog log = open("log")) {
            log.writer().append(body, 0, 10);
            final Process other = ChildJvm.start(OpeningChild.class, directory.resolve("log").toString());
            assertEquals(OpeningChild.LOCKED, other.waitFor());
        }
        final Process other = ChildJvm.start(OpeningChild.class, directory.resolve("log").toString());
        assertEquals(OpeningChild.OPENED, other.waitFor());
    }

    @Test
    @Tag("slow")
    void shouldSayWhichFlagIsMissing() throws Exception {
        final Process child = ChildJvm.startWithoutFlag(OpeningChild.class, directory.resolve("log").toString());
        final String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(OpeningChild.REFUSED, child.waitFor(), output);
        assertTrue(output.contains("--add-exports java.base/jdk.internal.misc=ALL-UNNAMED"), output);
        assertEquals(1, output.strip().lines().count(), output);
    }

    @Test
    void shouldRefuseADirectoryThatIsNoStore() throws IOException {
        Files.writeString(directory.resolve("letter.txt"), "not yours");
        assertSays(ConfigurationException.class, "is not a store: it holds letter.txt", () -> open("."));
        assertEquals(1, Files.list(directory).count());
    }

    @Test
    void shouldRefuseAPathThatIsNoDirectory() throws IOException {
        Files.writeString(directory.resolve("file"), "a file");
        assertSays(ConfigurationException.class, "is not a directory", () -> open("file"));
        assertSays(ConfigurationException.class, "file is not a directory", () -> open("file/log"));
        Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("target")));
        assertSays(ConfigurationException.class, "is not a directory", () -> open("link"));
    }

    @Test
    void shouldRefuseASymbolicLinkInTheStore() throws IOException {
        try (RecordLog log = open("log")) {
            log.writer().append(body, 0, 10);
            log.cursor("place");
        }
        for (final String name : List.of("store.lock", "store.mark", "store.segments", "00000000000000000000.seg",
            "place.cursor")) {
            final Path file = directory.resolve("log").resolve(name);
            Files.move(file, directory.resolve("elsewhere"));
            Files.createSymbolicLink(file, directory.resolve("elsewhere"));
            assertSays(ConfigurationException.class, name + ": is a symbolic link; a store consists of regular files",
                () -> open("log"));
            Files.move(directory.resolve("elsewhere"), file, StandardCopyOption.REPLACE_EXISTING);
        }
        open("log").close();
    }

    @Test
    void shouldRefuseToReadWhatIsNoDirectory() throws IOException {
        final Path file = Files.writeString(directory.resolve("file"), "a file");
        final RecordHandler handler = (buffer, offset, length, header) -> { };
        assertSays(ConfigurationException.class, "is not a directory", () -> ReadOnlyLog.open(file));
        assertSays(ConfigurationException.class, "is not a directory", () -> LogSalvage.run(file, handler));
        assertSays(ConfigurationException.class, "is not a directory", () -> LogCountersReader.open(file));
        assertSays(ConfigurationException.class, "does not exist",
            () -> LogSalvage.run(directory.resolve("missing"), handler));
    }

    @Test
    void shouldRefuseFilesThatOthersMayWrite() throws IOException {
        try (RecordLog log = open("log")) {
            log.writer().append(body, 0, 10);
        }
        final Path segment = directory.resolve("log/00000000000000000000.seg");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(segment)));
        assertEquals("rwx------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("log"))));
        Files.setPosixFilePermissions(segment, PosixFilePermissions.fromString("rw-rw----"));
        final RecordHandler handler = (buffer, offset, length, header) -> { };
        assertSays(ConfigurationException.class, "mode rw-rw---- lets others than the owner write", () -> open("log"));
        assertSays(ConfigurationException.class, "mode rw-rw---- lets others than the owner write",
            () -> LogSalvage.run(directory.resolve("log"), handler));
        Files.setPosixFilePermissions(directory.resolve("log"), PosixFilePermissions.fromString("rwxrwx---"));
        assertSays(ConfigurationException.class, "mode rwxrwx--- lets others", () -> open("log"));
        assertSays(ConfigurationException.class, "mode rwxrwx--- lets others",
            () -> ReadOnlyLog.open(directory.resolve("log")));
    }

    @Test
    void shouldRefuseAFileSystemThatCannotKeepThePromise() {
        assertSays(ConfigurationException.class, "on a file system of type sysfs",
            () -> RecordLog.open(Path.of("/sys/kernel")));
    }

    @Test
    void shouldAppendAndReadWhileInterrupted() {
        try (RecordLog log = open("log")) {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 2_000; i++) {
                log.writer().append(body, 0, 100);
            }
            try (LogReader reader = log.reader()) {
                int count = 0;
                int polled = 1;
                while (polled > 0) {
                    polled = reader.poll((buffer, offset, length, header) -> { }, 100);
                    count += polled;
                }
                assertEquals(2_000, count);
            }
            assertTrue(Thread.interrupted());
        }
    }

    private static URL toUrl(final String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (final MalformedURLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static void assertSays(
        final Class<? extends VarveException> type, final String sentence, final Executable opening) {
        final String message = assertThrows(type, opening).getMessage();
        assertTrue(message.contains(sentence), () -> message + " does not contain " + sentence);
    }

    private RecordLog open(final String name) {
        return RecordLog.open(
            LogConfig.at(directory.resolve(name)).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).build());
    }
}
