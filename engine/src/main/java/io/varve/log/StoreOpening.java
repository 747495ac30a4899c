package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.StoreCorruptException;
import io.varve.StoreFailedException;
import io.varve.StoreLockedException;
import io.varve.VarveException;
import io.varve.io.FileSystemGate;
import io.varve.io.MappedStorage;
import io.varve.io.NotRegularFileException;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageLock;
import io.varve.io.WrongModeException;
import io.varve.store.MarkFile;
import io.varve.store.SegmentList;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreKind;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.agrona.UnsafeApi;

/** What is checked before a log is opened: the platform, the directory, who else has it open. */
final class StoreOpening {

    private StoreOpening() {
    }

    /** What reading needs, too. */
    static void checkJvm() {
        if (!Object.class.getModule().isExported("jdk.internal.misc", UnsafeApi.class.getModule())) {
            throw new ConfigurationException("the JVM runs without "
                + "--add-exports java.base/jdk.internal.misc=ALL-UNNAMED; Varve needs that flag to reach memory "
                + "outside the heap");
        }
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new ConfigurationException(
                "the processor is big-endian; Varve runs on little-endian processors only");
        }
    }

    /** Only files of the operating system depend on what that is. */
    static void checkPlatform(final LogConfig config, final Platform platform) {
        checkJvm();
        if (isOnFiles(config)) {
            platform.refuseToWrite(config.allowUnsafeFileSystem());
        }
    }

    private static boolean isOnFiles(final LogConfig config) {
        return config.storage() == MappedStorage.instance();
    }

    /** Why nothing is promised for a store that was opened, one sentence each. */
    static List<String> warnings(final LogConfig config, final Platform platform, final StorageDirectory directory)
        throws IOException {
        final List<String> warnings = new ArrayList<>();
        if (isOnFiles(config) && platform.warning() != null) {
            warnings.add(platform.warning());
        }
        final String type = directory.fileSystemType();
        if (!FileSystemGate.isSafe(type)) {
            warnings.add(directory.path() + " is on a file system of type " + type
                + ", which allowUnsafeFileSystem has let pass; what survives a crash is not promised there");
        }
        return warnings;
    }

    static StorageDirectory openDirectory(final LogConfig config) throws IOException {
        final StorageDirectory directory = config.storage().openDirectory(config.path(), true);
        final String type = directory.fileSystemType();
        if (!FileSystemGate.isSafe(type) && !config.allowUnsafeFileSystem()) {
            throw new ConfigurationException(directory.path() + " is on a file system of type " + type
                + ", which is not known to keep a mapped store safe; use ext4, XFS or tmpfs, or set "
                + "allowUnsafeFileSystem and go without any promise");
        }
        final List<String> names = directory.list();
        if (!names.isEmpty() && names.stream().noneMatch(StoreFileNames::isOurs)) {
            throw new ConfigurationException(directory.path() + " is not a store: it holds " + names.get(0)
                + " and none of a store's files; a store needs an empty directory of its own");
        }
        return directory;
    }

    /**
     * Why something could not be opened: a mistake in how its files are kept, which the caller can put right, or a
     * failure of the file system.
     *
     * @param what for the sentence, such as "the log in /data/orders could not be opened".
     * @param ex   what the storage threw.
     */
    static VarveException failure(final String what, final IOException ex) {
        if (ex instanceof NotDirectoryException) {
            return new ConfigurationException(ex.getMessage()
                + " is not a directory, or a symbolic link to one; a store needs a directory of its own", ex);
        }
        if (ex instanceof WrongModeException || ex instanceof NotRegularFileException) {
            return new ConfigurationException(what + ": " + ex.getMessage(), ex);
        }
        return new StoreFailedException(what + ": " + ex, ex);
    }

    static StorageLock lock(final StorageDirectory directory) throws IOException {
        final StorageLock lock = directory.tryLock(StoreFileNames.LOCK);
        if (lock == null) {
            throw new StoreLockedException(directory.path()
                + " is open for writing already, in this process or in another one; a store has one writer at a time",
                directory.path().toString());
        }
        return lock;
    }

    /** The list of segments; a new one when there is no store yet. */
    static SegmentList segmentList(final StorageDirectory directory, final MarkFile mark, final LogConfig config,
        final StoreKind kind) throws IOException {
        SegmentList list = SegmentList.load(directory);
        if (list == null) {
            if (mark != null || directory.list().stream().anyMatch(StoreFileNames::isSegment)) {
                throw new StoreCorruptException(StoreFileNames.SEGMENTS + " is missing in " + directory.path()
                    + ", although there are other files of a store");
            }
            list = SegmentList.create(directory, config.segmentLength(), kind);
        }
        checkKind(directory, list, kind);
        if (list.segmentLength() != config.segmentLength()) {
            throw new ConfigurationException("segmentLength", config.segmentLength(), "must be " + list.segmentLength()
                + ", which the store in " + directory.path() + " was created with and which never changes");
        }
        return list;
    }

    /** A store of another kind has records that mean something else. */
    static void checkKind(final StorageDirectory directory, final SegmentList list, final StoreKind kind) {
        if (list.kind() != kind) {
            throw new ConfigurationException(directory.path() + " holds " + list.kind().label() + ", not "
                + kind.label() + "; open it as what it is");
        }
    }

    /**
     * Index files and hints that have no segment, and those of segments that do not end in front of a position, up to
     * which the log stays what it was when they were written.
     */
    static void deleteIndexes(final StorageDirectory directory, final SegmentList list, final long unchangedTo)
        throws IOException {
        final Set<String> kept = new HashSet<>();
        for (final long base : list.basePositions()) {
            if (base + list.segmentLength() <= unchangedTo) {
                kept.add(StoreFileNames.index(base));
                kept.add(StoreFileNames.hint(base));
            }
        }
        deleteIf(directory, name -> (StoreFileNames.isIndex(name) || StoreFileNames.isHint(name))
            && !kept.contains(name));
    }

    /** Files that an interrupted creation or deletion has left behind. */
    static void deleteLeftOvers(final StorageDirectory directory, final SegmentList list) throws IOException {
        final Set<String> listed =
            list.basePositions().stream().map(StoreFileNames::segment).collect(Collectors.toSet());
        deleteIf(directory, name -> StoreFileNames.isSegment(name) && !listed.contains(name)
            || name.endsWith(StoreFileNames.TEMPORARY_SUFFIX) && StoreFileNames.isOurs(name));
    }

    private static void deleteIf(final StorageDirectory directory, final Predicate<String> test) throws IOException {
        boolean deleted = false;
        for (final String name : directory.list()) {
            if (test.test(name)) {
                directory.delete(name);
                deleted = true;
            }
        }
        if (deleted) {
            directory.force();
        }
    }
}
