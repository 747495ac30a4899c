package io.varve.log;

import io.varve.ConfigurationException;
import java.util.Set;

/**
 * What the JVM runs on. The contract is kept and tested on Linux, on x86-64 and aarch64.
 *
 * @param operatingSystem as the system property {@code os.name} says it.
 * @param architecture    as the system property {@code os.arch} says it.
 */
record Platform(String operatingSystem, String architecture) {

    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

    static Platform current() {
        return new Platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    private boolean isLinux() {
        return "Linux".equals(operatingSystem);
    }

    /** Refuse to write files where a force, a lock and a mapped page are not known to be what the contract needs. */
    void refuseToWrite(final boolean isUnsafeAllowed) {
        if (!isLinux() && !isUnsafeAllowed) {
            throw new ConfigurationException("the operating system is " + operatingSystem
                + "; Varve writes stores on Linux only, unless allowUnsafeFileSystem is set, and then nothing is "
                + "promised");
        }
    }

    /** One sentence when nothing is promised here, else null. */
    String warning() {
        if (!isLinux()) {
            return "the operating system is " + operatingSystem + "; what survives a crash is promised on Linux only";
        }
        return ARCHITECTURES.contains(architecture) ? null : "the processor is of type " + architecture
            + "; what survives a crash is promised on x86-64 and aarch64 only";
    }
}
