package dev.blindspot.view;

/** Text fitted into lines. */
final class Lines {
    private static final char TOGETHER = '\u00a0';

    private Lines() {}

    /** At most {@code width} characters; what is left out in the middle is shown as …, for both ends tell most. */
    static String cut(String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        int head = (width - 1) / 2;
        return text.substring(0, head) + "…" + text.substring(text.length() - (width - 1 - head));
    }

    /** {@code text} as one word: {@link #wrap} does not break it. */
    static String together(String text) {
        return text.replace(' ', TOGETHER);
    }

    /** Appends {@code text} broken at blanks, each line after {@code indent} blanks, the first after {@code first}. */
    static void wrap(StringBuilder into, String first, int indent, String text) {
        StringBuilder line = new StringBuilder(first);
        int used = first.length();
        for (String word : text.split(" ", -1)) {
            if (line.length() > used && line.length() + 1 + word.length() > Table.LINE) {
                into.append(line).append('\n');
                line = new StringBuilder(" ".repeat(indent));
                used = indent;
            }
            if (line.length() > used) {
                line.append(' ');
            }
            line.append(word.replace(TOGETHER, ' '));
        }
        into.append(line).append('\n');
    }
}
