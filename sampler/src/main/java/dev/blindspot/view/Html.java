package dev.blindspot.view;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * HTML that is well-formed XML too. Whatever is put into it as text or as an attribute's value is escaped, and every
 * element is closed by whoever opened it.
 */
final class Html {
    private static final char REPLACEMENT = '\ufffd';

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Opens an element.
     *
     * @param attributes names and values in turn
     */
    Html open(String element, String... attributes) {
        start(element, attributes);
        out.append('>');
        open.push(element);
        return this;
    }

    /** Closes the element that was opened last. */
    Html close() {
        out.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /** An element without content. */
    Html empty(String element, String... attributes) {
        start(element, attributes);
        out.append("/>");
        return this;
    }

    /** An element with nothing but text in it. */
    Html leaf(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    Html text(String text) {
        escape(text);
        return this;
    }

    /** Style sheets of our own: what must not be escaped. */
    Html style(String css) {
        out.append("<style>").append(css).append("</style>\n");
        return this;
    }

    /** The document, all of whose elements are closed. */
    String document() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return "<!DOCTYPE html>\n" + out;
    }

    private void start(String element, String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            switch (character) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append((char) character);
                default -> out.appendCodePoint(isXml(character) ? character : REPLACEMENT);
            }
        }
    }

    /** Names of functions and files come from foreign processes: they may hold anything. */
    private static boolean isXml(int character) {
        return character >= 0x20
                && !(character >= 0x7f && character < 0xa0)
                && !(character >= 0xd800 && character < 0xe000)
                && character != 0xfffe
                && character != 0xffff;
    }
}
