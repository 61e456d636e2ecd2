package dev.blindspot.view;

import dev.blindspot.model.LossSource;
import java.util.Map;
import java.util.TreeMap;

/** What a command says of a recording while it goes on and when it is done: parts of a line. */
public final class ProgressText {
    private ProgressText() {}

    /** {@code 12.0 s, 3,159 events, 1.2 MiB}. */
    public static String amounts(long nanos, long events, long bytes) {
        return amounts(nanos, events) + ", " + Amounts.bytes(bytes);
    }

    /** {@code 12.0 s, 3,159 events}. */
    public static String amounts(long nanos, long events) {
        return Amounts.nanos(nanos) + ", " + Amounts.count(events, "event");
    }

    /** {@code mmap 12, fault unknown}: how many events of each source were lost; negative where nobody knows. */
    public static String losses(Map<LossSource, Long> counts) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(counts)
                .forEach((source, count) -> text.append(text.isEmpty() ? "" : ", ")
                        .append(source.label())
                        .append(' ')
                        .append(count < 0 ? "an unknown number" : Amounts.count(count)));
        return text.toString();
    }
}
