package dev.blindspot.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Go's garbage collector.
 *
 * @param cycles completed since the start
 * @param lastAt end of the last one; null before the first
 * @param phase {@code off}, {@code mark} or {@code marktermination}
 * @param goalBytes heap size at which the next cycle shall end
 * @param memoryLimitBytes GOMEMLIMIT; null where none is set
 * @param gogc in percent; -1 where it is off
 * @param liveBytes of the heap, those the last cycle marked; null if unknown
 */
public record GarbageCollector(
        long cycles,
        @Nullable Instant lastAt,
        String phase,
        long goalBytes,
        @Nullable Long memoryLimitBytes,
        int gogc,
        @Nullable Long liveBytes) {}
