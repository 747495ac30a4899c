package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.ConfigurationException;
import io.varve.agent.EngineAgents;
import io.varve.io.MappedStorage;
import io.varve.io.MemoryStorage;
import io.varve.io.Storage;
import io.varve.io.StorageDirectory;
import io.varve.store.StoreKind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformTest {

    private static final Platform LINUX = new Platform("Linux", "amd64");
    private static final Platform MAC = new Platform("Mac OS X", "aarch64");

    @TempDir
    private Path directory;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void shouldWarnOfNothingWhereTheContractHolds() {
        assertEquals(List.of(), open(MappedStorage.instance(), false, LINUX));
        assertEquals(List.of(), open(MappedStorage.instance(), true, new Platform("Linux", "aarch64")));
    }

    @Test
    void shouldRefuseAnotherOperatingSystemBeforeAnythingIsMade() {
        for (final String name : List.of("Mac OS X", "Windows 11", "FreeBSD")) {
            final ConfigurationException refusal = assertThrows(ConfigurationException.class,
                () -> open(MappedStorage.instance(), false, new Platform(name, "amd64")));
            assertEquals("the operating system is " + name + "; Varve writes stores on Linux only, unless "
                + "allowUnsafeFileSystem is set, and then nothing is promised", refusal.getMessage());
        }
        assertFalse(Files.exists(directory.resolve("log")));
    }

    @Test
    void shouldWarnOnAnotherOperatingSystemWhenItIsAllowed() {
        assertEquals(List.of("the operating system is Mac OS X; what survives a crash is promised on Linux only"),
            open(MappedStorage.instance(), true, MAC));
    }

    @Test
    void shouldWarnOnAnotherProcessor() {
        assertEquals(List.of("the processor is of type riscv64; what survives a crash is promised on x86-64 and "
            + "aarch64 only"), open(MappedStorage.instance(), false, new Platform("Linux", "riscv64")));
    }

    @Test
    void shouldNotAskForThePlatformInMemory() {
        assertEquals(List.of(), open(new MemoryStorage(), false, MAC));
    }

    @Test
    void shouldWarnOnAFileSystemThatIsUnsafe() {
        final Storage btrfs = (path, create) -> ofType("btrfs", MappedStorage.instance().openDirectory(path, create));
        assertThrows(ConfigurationException.class, () -> open(btrfs, false, LINUX));
        assertEquals(List.of(directory.resolve("log") + " is on a file system of type btrfs, which "
            + "allowUnsafeFileSystem has let pass; what survives a crash is not promised there"),
            open(btrfs, true, LINUX));
    }

    private List<String> open(final Storage storage, final boolean allowUnsafe, final Platform platform) {
        warnings.clear();
        RecordLog.open(LogConfig.at(directory.resolve("log")).storage(storage)
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).allowUnsafeFileSystem(allowUnsafe)
            .agents(EngineAgents.invoked()).listener(new LogListener() {

                @Override
                public void warned(final String sentence) {
                    warnings.add(sentence);
                }
            }).build(), platform, StoreKind.LOG).close();
        return warnings;
    }

    private static StorageDirectory ofType(final String type, final StorageDirectory real) {
        return (StorageDirectory) Proxy.newProxyInstance(PlatformTest.class.getClassLoader(),
            new Class<?>[] {StorageDirectory.class}, (proxy, method, arguments) -> {
                try {
                    return method.getName().equals("fileSystemType") ? type : method.invoke(real, arguments);
                } catch (final InvocationTargetException ex) {
                    throw ex.getCause();
                }
            });
    }
}
