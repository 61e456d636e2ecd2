package dev.blindspot.detect;

import dev.blindspot.model.Frame;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The numbers behind a finding, by name. What is unknown is left out. */
final class Evidence {
    private static final int MOST_NAMES = 20;

    private final SortedMap<String, Object> values = new TreeMap<>();

    /** Adds a value: String, Long, Double or Boolean. */
    Evidence put(String name, @Nullable Object value) {
        if (value != null && !"".equals(value)) {
            values.put(name, value);
        }
        return this;
    }

    /** Adds {@code function}, {@code file} and {@code line}. */
    Evidence put(@Nullable Frame frame) {
        if (frame != null) {
            put("function", frame.function());
            put("file", frame.file());
            put("line", frame.line() == null ? null : (Long) frame.line().longValue());
        }
        return this;
    }

    /** Adds names, each once and no more than {@value #MOST_NAMES}, with spaces between. */
    Evidence put(String name, Stream<String> names) {
        return put(name, names.distinct().limit(MOST_NAMES).collect(Collectors.joining(" ")));
    }

    /** Adds what was gained in the window, where there was more than one look. */
    Evidence put(LookGrowth growth) {
        if (growth.count().values().length > 1) {
            put("gained_count", growth.gainedCount());
            put("window_ns", growth.window().endNanos() - growth.window().startNanos());
        }
        if (growth.bytes().values().length > 1) {
            put("gained_bytes", growth.gainedBytes());
        }
        return this;
    }

    /** Adds why it grows. */
    Evidence put(GrowthCause cause) {
        return put("cause", cause.kind().label()).put("cause_reason", cause.reason());
    }

    /** Adds how sure the growth is. */
    Evidence put(Slope slope) {
        if (Double.isFinite(slope.low()) && Double.isFinite(slope.high())) {
            put("growth_ci95_low_bytes_per_s", slope.low());
            put("growth_ci95_high_bytes_per_s", slope.high());
        }
        return this;
    }

    SortedMap<String, Object> values() {
        return values;
    }
}
