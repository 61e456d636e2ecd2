package dev.blindspot.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a recording ended.
 *
 * @param reason {@code duration}, {@code interrupted}, {@code exit}, {@code exec}, {@code reader-gone}; of a flight
 *     recorder also {@code oom-killed}, {@code memory-limit}, {@code memory-pressure}; of what
 *     is not recorded also {@code quit}
 * @param last the inspection at the end; null if the target was gone
 */
public record RecordingEnd(
        Instant endedAt,
        long endedNanos,
        String reason,
        @Nullable Inspection last) {}
