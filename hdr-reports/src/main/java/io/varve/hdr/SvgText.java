package io.varve.hdr;

/** The text of an SVG drawing while it grows: elements in order, coordinates with one digit, text escaped. */
final class SvgText {

    private final StringBuilder text = new StringBuilder(16_384);

    /** An element without content. Attributes come in pairs of name and value. */
    SvgText element(final String name, final Object... attributes) {
        return open(name, attributes).append("/>\n");
    }

    /** An element that holds text. Attributes come in pairs of name and value. */
    SvgText text(final String name, final String content, final Object... attributes) {
        return open(name, attributes).append(">").append(escape(content)).append("</" + name + ">\n");
    }

    /** What is written as it is. */
    SvgText append(final String markup) {
        text.append(markup);
        return this;
    }

    private SvgText open(final String name, final Object... attributes) {
        text.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            final Object value = attributes[i + 1];
            text.append(' ').append(attributes[i]).append("=\"")
                .append(value instanceof Double number ? number(number) : escape(value.toString())).append('"');
        }
        return this;
    }

    /** A coordinate: the same text for the same number in every locale. */
    static String number(final double value) {
        final long tenths = Math.round(value * 10);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : Double.toString(tenths / 10.0);
    }

    /** A place in the data of a path. */
    static String point(final double x, final double y) {
        return number(x) + " " + number(y);
    }

    static String escape(final String raw) {
        final StringBuilder escaped = new StringBuilder(raw.length() + 16);
        raw.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isAllowed(point) ? point : ' ');
            }
        });
        return escaped.toString();
    }

    /** XML 1.0 has no way to write the others, not even escaped. */
    private static boolean isAllowed(final int point) {
        return point >= ' ' && point <= 0xD7FF || point >= 0xE000 && point <= 0xFFFD || point >= 0x10000;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
