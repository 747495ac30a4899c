package io.varve.perf.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import jdk.jfr.EventType;
import jdk.jfr.ValueDescriptor;

/**
 * Which fields of a type of events are recorded, in which order: those that are numbers or text.
 *
 * @param number of the type in this log, from 1.
 * @param name   of the type.
 * @param fields in the order of their values.
 */
record EventSchema(int number, String name, List<Field> fields) {

    /** In the fixed part of every event, or a list of frames. */
    private static final Set<String> NOT_RECORDED = Set.of("startTime", "duration", "eventThread", "stackTrace");

    /** What a value is. */
    enum Kind {
        LONG, DOUBLE, TEXT
    }

    /** One field. */
    record Field(String name, Kind kind) {
    }

    static EventSchema of(final int number, final EventType type) {
        final List<Field> fields = new ArrayList<>();
        for (final ValueDescriptor descriptor : type.getFields()) {
            final Kind kind = descriptor.isArray() || NOT_RECORDED.contains(descriptor.getName())
                ? null : kind(descriptor.getTypeName());
            if (kind != null) {
                fields.add(new Field(descriptor.getName(), kind));
            }
        }
        return new EventSchema(number, type.getName(), List.copyOf(fields));
    }

    private static Kind kind(final String typeName) {
        return switch (typeName) {
            case "boolean", "byte", "short", "int", "long" -> Kind.LONG;
            case "float", "double" -> Kind.DOUBLE;
            case "java.lang.String" -> Kind.TEXT;
            default -> null;
        };
    }

    /** As it stands in the log: the name, then each field with the first letter of its kind. */
    String text() {
        final StringBuilder text = new StringBuilder(name);
        for (final Field field : fields) {
            text.append(' ').append(field.name()).append(':').append(field.kind().name().charAt(0));
        }
        return text.toString();
    }

    static EventSchema parse(final int number, final String text) {
        final String[] words = text.split(" ");
        final List<Field> fields = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            final int colon = words[i].lastIndexOf(':');
            final Kind kind = switch (words[i].charAt(colon + 1)) {
                case 'L' -> Kind.LONG;
                case 'D' -> Kind.DOUBLE;
                default -> Kind.TEXT;
            };
            fields.add(new Field(words[i].substring(0, colon), kind));
        }
        return new EventSchema(number, words[0], List.copyOf(fields));
    }
}
