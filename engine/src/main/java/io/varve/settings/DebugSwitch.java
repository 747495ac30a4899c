package io.varve.settings;

/** Switches that make mistakes of an application show in its tests. Read once; constants for the compiler. */
public final class DebugSwitch {

    /** Whether views that the engine lends are useless as soon as they have ended; see docs/CONFIGURATION.md. */
    public static final boolean POISON = isOn("varve.debug.poison");

    private DebugSwitch() {
    }

    private static boolean isOn(final String key) {
        return Boolean.parseBoolean(System.getProperty(key, System.getenv(SettingKey.variable(key))));
    }
}
