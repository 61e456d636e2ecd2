package dev.blindspot.view;

import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a command says of a recording while it goes on and when it is done: parts of a line. */
public final class ProgressText {
    private ProgressText() {}

    /** {@code 12.0 s, 3,159 events}. */
    public static String amounts(long nanos, long events) {
        return Amounts.nanos(nanos) + ", " + Amounts.count(events, "event");
    }

    /** {@code 12.0 s, 3,159 events, 1.2 MiB}. */
    public static String amounts(long nanos, long events, long bytes) {
        return amounts(nanos, events) + ", " + Amounts.bytes(bytes);
    }

    /** {@code mmap 12, fault an unknown number}: how many events of each source were lost. */
    public static String losses(List<Loss> losses) {
        Map<LossSource, Long> counts = new EnumMap<>(LossSource.class);
        for (Loss loss : losses) {
            long count = loss.count() == null ? -1 : loss.count();
            counts.merge(loss.source(), count, (a, b) -> a < 0 || b < 0 ? -1 : a + b);
        }
        StringBuilder text = new StringBuilder();
        counts.forEach((source, count) -> text.append(text.isEmpty() ? "" : ", ")
                .append(source.label())
                .append(' ')
                .append(count < 0 ? "an unknown number" : Amounts.count(count)));
        return text.toString();
    }
}
