package io.varve.log;

import io.varve.ConfigurationException;
import java.nio.file.Path;
import java.util.Properties;

/** Properties of a file that refuse a key of the engine's that stands there twice: which of the two is meant? */
final class UniqueProperties extends Properties {

    private static final long serialVersionUID = 1;

    private final transient Path file;

    UniqueProperties(final Path file) {
        this.file = file;
    }

    @Override
    public synchronized Object put(final Object key, final Object value) {
        final Object before = super.put(key, value);
        if (before != null && key.toString().startsWith(LogKey.PREFIX)) {
            throw new ConfigurationException(
                "the key " + key + " stands twice in file " + file + ", as " + before + " and as " + value);
        }
        return before;
    }
}
