package dev.blindspot.linux.perf;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * A tracepoint filter by thread name, for the kernel to apply before it writes anything.
 *
 * <p>Names are strings of bytes: a character stands for a byte (ISO 8859-1), so that a name that is no UTF-8 is kept.
 * {@code ==} compares the whole name: {@code *} and {@code &&} in it mean themselves.
 *
 * <p>Source: kernel/trace/trace_events_filter.c, {@code parse_pred}; Documentation/trace/events.rst, Event filtering.
 */
public sealed interface CommFilter {
    /** Longest filter text; the kernel takes less than a page. */
    int TEXT_LIMIT = 4_000;

    /** Longest thread name, bytes. */
    int NAME_LIMIT = 15;

    /** A filter the kernel takes. */
    record Text(String text) implements CommFilter {}

    /** None can be written; the reader must select. */
    record Impossible(String reason) implements CommFilter {}

    /** Lets through the threads of these names. */
    static CommFilter of(Collection<String> names) {
        return join(names, "==", " || ");
    }

    /** Lets through all other threads: with {@link #of} of the same names every thread passes one of the two. */
    static CommFilter allBut(Collection<String> names) {
        return join(names, "!=", " && ");
    }

    private static CommFilter join(Collection<String> names, String operator, String between) {
        if (names.isEmpty()) {
            return new Impossible("no thread name is known");
        }
        for (String name : names) {
            if (name.isEmpty() || name.length() > NAME_LIMIT || name.indexOf('\0') >= 0) {
                return new Impossible("a thread name is empty or longer than a thread name can be");
            }
            if (name.indexOf('"') >= 0 && name.indexOf('\'') >= 0) {
                return new Impossible("a thread name has both kinds of quotes");
            }
        }
        String text = names.stream()
                .distinct()
                .map(name -> "comm " + operator + " " + quoted(name))
                .collect(Collectors.joining(between));
        return text.length() > TEXT_LIMIT ? new Impossible("the threads have too many names") : new Text(text);
    }

    private static String quoted(String name) {
        char quote = name.indexOf('"') >= 0 ? '\'' : '"';
        return quote + name + quote;
    }
}
