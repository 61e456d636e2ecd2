package dev.blindspot.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code runtime.MemStats} as the program itself would read it, by its Go field names and in their units.
 *
 * @param counters every integer field, in Go's order; null where it could not be reproduced
 * @param gcCpuFraction null if unknown
 * @param pauseNanos the ring of {@code PauseNs}, 256 of them
 * @param pauseEnds the ring of {@code PauseEnd}, in ns since 1970
 * @param bySize of the first 61 size classes, as Go has it
 * @param torn whether the identities of the accounts never held, so that the counters are not of one moment
 */
public record MemStats(
        Map<String, @Nullable Long> counters,
        @Nullable Double gcCpuFraction,
        boolean enableGc,
        boolean debugGc,
        List<Long> pauseNanos,
        List<Long> pauseEnds,
        List<BySize> bySize,
        boolean torn) {
    public MemStats {
        counters = new LinkedHashMap<>(counters);
        pauseNanos = List.copyOf(pauseNanos);
        pauseEnds = List.copyOf(pauseEnds);
        bySize = List.copyOf(bySize);
    }

    /** Objects of one size class. */
    public record BySize(int size, long mallocs, long frees) {}

    /** The same without its rings and size classes. */
    public MemStats withoutPauses() {
        return new MemStats(counters, gcCpuFraction, enableGc, debugGc, List.of(), List.of(), List.of(), torn);
    }

    /** A counter that was reproduced. */
    public long counter(String goName) {
        return Objects.requireNonNull(counters.get(goName), goName);
    }
}
