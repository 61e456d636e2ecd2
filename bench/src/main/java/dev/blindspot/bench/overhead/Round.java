package dev.blindspot.bench.overhead;

import java.util.HashMap;
import java.util.Map;

/** What the target measured of its own mmap+munmap pairs in one round. */
record Round(long pairs, long wallNanos, long p50Nanos, long p99Nanos, long p999Nanos, long maxNanos) {
    /** Reads the line of JSON the target prints: flat, whole numbers but for its mode. */
    static Round parse(String line) {
        Map<String, Long> values = new HashMap<>();
        for (String member : line.replaceAll("[{}\"]", "").split(",", -1)) {
            int colon = member.indexOf(':');
            String value = member.substring(colon + 1);
            if (!value.isEmpty() && Character.isDigit(value.charAt(0))) {
                values.put(member.substring(0, colon), Long.parseLong(value));
            }
        }
        return new Round(
                value(values, "pairs"),
                value(values, "wall_ns"),
                value(values, "p50_ns"),
                value(values, "p99_ns"),
                value(values, "p999_ns"),
                value(values, "max_ns"));
    }

    private static long value(Map<String, Long> values, String key) {
        Long value = values.get(key);
        if (value == null) {
            throw new IllegalStateException("the target says nothing of " + key);
        }
        return value;
    }

    double perSecond() {
        return pairs * 1e9 / Math.max(wallNanos, 1);
    }

    double nanosPerPair() {
        return (double) wallNanos / Math.max(pairs, 1);
    }
}
