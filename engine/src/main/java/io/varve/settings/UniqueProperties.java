package io.varve.settings;

import io.varve.ConfigurationException;
import java.nio.file.Path;
import java.util.Properties;

/** Properties of a file that refuse a key of one prefix that stands there twice: which of the two is meant? */
final class UniqueProperties extends Properties {

    private static final long serialVersionUID = 1;

    private final transient Path file;
    private final String prefix;

    UniqueProperties(final Path file, final String prefix) {
        this.file = file;
        this.prefix = prefix;
    }

    @Override
    public synchronized Object put(final Object key, final Object value) {
        final Object before = super.put(key, value);
        if (before != null && key.toString().startsWith(prefix)) {
            throw new ConfigurationException(
                "the key " + key + " stands twice in file " + file + ", as " + before + " and as " + value);
        }
        return before;
    }
}
