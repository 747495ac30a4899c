package io.varve.perf.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Named numbers and words, as they are given to a trial and as it hands them back, in one line of text; and histograms,
 * which it only hands back: in the line, but not among the words that people read.
 */
final class TrialValues {

    private static final String MARK = "varve-trial";
    /** Before the name of a histogram; no other name begins with it. */
    private static final String HISTOGRAM = "@";

    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, Histogram> histograms = new TreeMap<>();

    TrialValues put(final String name, final Object value) {
        values.put(name, String.valueOf(value));
        return this;
    }

    TrialValues put(final String name, final Histogram histogram) {
        histograms.put(name, histogram.copy());
        return this;
    }

    TrialValues putAll(final TrialValues others) {
        values.putAll(others.values);
        histograms.putAll(others.histograms);
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

    Histogram histogram(final String name) {
        final Histogram histogram = histograms.get(name);
        if (histogram == null) {
            throw new IllegalArgumentException("a trial did not tell its histogram " + name);
        }
        return histogram;
    }

    /** The numbers and words, without the histograms. */
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
        histograms.forEach((name, histogram) -> line.add(HISTOGRAM + name + "=" + encoded(histogram)));
        return line.toString();
    }

    /** The values in a line of a trial's output, or null when it is any other line. */
    static TrialValues ofLine(final String line) {
        if (!line.startsWith(MARK + "\t")) {
            return null;
        }
        final TrialValues result = ofArguments(line.split("\t"), 1);
        result.values.entrySet().removeIf(entry -> {
            if (entry.getKey().startsWith(HISTOGRAM)) {
                result.histograms.put(entry.getKey().substring(HISTOGRAM.length()), decoded(entry.getValue()));
                return true;
            }
            return false;
        });
        return result;
    }

    /** HdrHistogram's own compressed form, as its log files have it. */
    private static String encoded(final Histogram histogram) {
        final ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        final int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }

    private static Histogram decoded(final String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (final DataFormatException ex) {
            throw new IllegalArgumentException("a trial told a histogram that is none", ex);
        }
    }
}
