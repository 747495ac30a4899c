package io.varve.perf.bench;

import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Named numbers and words, as they are given to a trial and as it hands them back, in one line of text. */
final class TrialValues {

    private static final String MARK = "varve-trial";

    private final Map<String, String> values = new TreeMap<>();

    TrialValues put(final String name, final Object value) {
        values.put(name, String.valueOf(value));
        return this;
    }

    TrialValues putAll(final TrialValues others) {
        values.putAll(others.values);
        return this;
    }

    String text(final String name) {
        final String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a trial was not told, or did not tell, its " + name);
        }
        return value;
    }

    boolean has(final String name) {
        return values.containsKey(name);
    }

    long number(final String name) {
        return Long.parseLong(text(name));
    }

    double real(final String name) {
        return Double.parseDouble(text(name));
    }

    String[] toArguments() {
        return values.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toArray(String[]::new);
    }

    static TrialValues ofArguments(final String[] words, final int from) {
        final TrialValues result = new TrialValues();
        for (int i = from; i < words.length; i++) {
            final int split = words[i].indexOf('=');
            result.put(words[i].substring(0, split), words[i].substring(split + 1));
        }
        return result;
    }

    /** The line by which a trial hands its values back. */
    String toLine() {
        final StringJoiner line = new StringJoiner("\t", MARK + "\t", "");
        for (final String word : toArguments()) {
            line.add(word);
        }
        return line.toString();
    }

    /** The values in a line of a trial's output, or null when it is any other line. */
    static TrialValues ofLine(final String line) {
        return line.startsWith(MARK + "\t") ? ofArguments(line.split("\t"), 1) : null;
    }
}
