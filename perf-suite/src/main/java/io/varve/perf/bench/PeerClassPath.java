package io.varve.perf.bench;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the peers are, if they were built: {@code target/peers-classes} and {@code target/peers-lib}. */
final class PeerClassPath {

    private PeerClassPath() {
    }

    static boolean isBuilt() {
        return Files.isDirectory(target().resolve("peers-lib")) && Files.isDirectory(target().resolve("peers-classes"));
    }

    /** The class path of this JVM and the peers behind it. */
    static String full() {
        return String.join(File.pathSeparator, System.getProperty("java.class.path"),
            target().resolve("peers-classes").toString(), target().resolve("peers-lib") + File.separator + "*");
    }

    /** The directory that holds our jar, or our classes. */
    private static Path target() {
        try {
            return Path.of(PeerClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent();
        } catch (final URISyntaxException ex) {
            throw new IllegalStateException(ex);
        }
    }
}
