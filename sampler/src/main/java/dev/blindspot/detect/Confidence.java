package dev.blindspot.detect;

import java.util.SortedMap;

/** How sure a growth is, as evidence. */
final class Confidence {
    private Confidence() {}

    static void put(SortedMap<String, Object> evidence, Slope slope) {
        if (Double.isFinite(slope.low()) && Double.isFinite(slope.high())) {
            evidence.put("growth_ci95_low_bytes_per_s", slope.low());
            evidence.put("growth_ci95_high_bytes_per_s", slope.high());
        }
    }
}
