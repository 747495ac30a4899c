package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.MappedStorage;
import io.varve.io.MemoryStorage;
import io.varve.io.Storage;
import io.varve.io.StorageDirectory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CursorTest {

    private static final long KEPT = 100_000;

    private final LogDriver driver = new LogDriver();
    private Storage storage = new MemoryStorage();
    private Runnable onForce = () -> { };

    @Test
    void shouldBeGivenOutAgainAfterItWasClosed() {
        try (RecordLog log = open()) {
            driver.append(log, 2);
            try (LogCursor cursor = log.cursor("consumer")) {
                cursor.commit(log.committedPosition());
            }
            driver.append(log, 2);
            try (LogCursor cursor = log.cursor("consumer")) {
                assertTrue(cursor.position() > 0);
                cursor.commitDurably(log.committedPosition());
            }
            assertEquals(log.committedPosition(), log.cursor("consumer").position());
        }
    }

    @Test
    void shouldBeReadFromBeforeItIsDurable() {
        try (RecordLog log = open()) {
            driver.append(log, 2);
            log.cursor("consumer").commitDurably(log.committedPosition());
        }
        try (RecordLog log = open(); LogReader reader = log.reader()) {
            driver.append(log, 2);
            final LogCursor cursor = log.cursor("consumer");
            cursor.commit(log.committedPosition());
            assertTrue(reader.toCursor(cursor), "nothing was cut");
            assertEquals(log.committedPosition(), reader.position());
        }
    }

    @Test
    void shouldHoldTheBeginningFromWhenItIsAskedFor() throws InterruptedException {
        storage = withHook(storage);
        final Thread retention = new Thread(driver::work, "retention");
        try (RecordLog log = open(); LogReader reader = log.reader()) {
            driver.append(log, 1_000);
            onForce = () -> {
                onForce = () -> { };
                retention.start();
                // It has come to the lock, or has passed the cursor by.
                while (retention.getState() != Thread.State.BLOCKED && retention.isAlive()) {
                    Thread.onSpinWait();
                }
            };
            final LogCursor cursor = log.cursor("consumer");
            retention.join();
            assertTrue(reader.toCursor(cursor));
            assertEquals(1, reader.poll((buffer, offset, length, header) -> { }, 1));
        }
    }

    @Test
    void shouldHoldEverythingWhenOneOfAnotherProcessCannotBeRead(@TempDir final Path directory) throws Exception {
        storage = MappedStorage.instance();
        final Path others = directory.resolve("others");
        Files.createDirectories(others.resolve("a.cursor"));
        try (RecordLog log =
            RecordLog.open(config(directory.resolve("log")).cursorDirectories(List.of(others)).build())) {
            driver.append(log, 1_000);
            driver.work();
            assertEquals(0, log.firstPosition(), "what the cursor holds is not known");
            Files.delete(others.resolve("a.cursor"));
            driver.work();
            assertFalse(log.firstPosition() == 0);
        }
    }

    @Test
    void shouldNotBeReadFromWhereNoFrameCanBegin() {
        try (RecordLog log = open(); LogReader reader = log.reader()) {
            driver.append(log, 2);
            final LogCursor cursor = log.cursor("consumer");
            cursor.commit(log.committedPosition() - 1);
            reader.toCursor(cursor);
            assertEquals(LogReader.CORRUPT, reader.poll((buffer, offset, length, header) -> { }, 1));
        }
    }

    private RecordLog open() {
        return RecordLog.open(config(Path.of("cursors")).build());
    }

    private LogConfig.Builder config(final Path path) {
        return driver.config(path, storage).retention(Retention.ofBytes(KEPT));
    }

    private Storage withHook(final Storage hooked) {
        return (path, create) -> {
            final StorageDirectory directory = hooked.openDirectory(path, create);
            return (StorageDirectory) Proxy.newProxyInstance(StorageDirectory.class.getClassLoader(),
                new Class<?>[] {StorageDirectory.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("force")) {
                        onForce.run();
                    }
                    try {
                        return method.invoke(directory, arguments);
                    } catch (final InvocationTargetException ex) {
                        throw ex.getCause();
                    }
                });
        };
    }
}
