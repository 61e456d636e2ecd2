package dev.blindspot.plan;

import dev.blindspot.model.Note;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A capacity plan. Bytes, unless said otherwise.
 *
 * @param startAt of the first recording
 * @param endAt of the last one
 * @param recordings how many
 * @param processes how many were seen in them, those after a restart counted anew
 * @param total of all categories
 * @param categories fastest growing first
 * @param limitBytes what memory is limited to; null where nothing says
 * @param limitSource {@code option} or {@code cgroup}; null likewise
 * @param timeToLimit 0 where it was reached; null where nothing grows, or to no limit
 * @param peak null where there is no reading
 * @param advice null likewise
 * @param outsideProfileShare of the fullest snapshot, what no heap profile can show, 0 to 1; null if Go's heap is not known
 * @param loads by the load gauges, in the order they were first read
 */
public record Plan(
        Instant startAt,
        Instant endAt,
        int recordings,
        int processes,
        Rate total,
        List<Rate> categories,
        Verdict verdict,
        @Nullable Long limitBytes,
        @Nullable String limitSource,
        @Nullable Span timeToLimit,
        @Nullable Peak peak,
        @Nullable LimitAdvice advice,
        @Nullable Double outsideProfileShare,
        List<Load> loads,
        List<Note> notes) {
    public Plan {
        categories = List.copyOf(categories);
        loads = List.copyOf(loads);
        notes = List.copyOf(notes);
    }

    /** A 95 % interval. */
    public record Range(double low, double high) {}

    /**
     * How a category grows.
     *
     * @param bytesPerSecond null where there are too few snapshots
     * @param steadySince null where it is not steady
     * @param lastBytes at the last snapshot of the process seen last
     */
    public record Rate(
            String category,
            Verdict verdict,
            @Nullable Double bytesPerSecond,
            @Nullable Range ci95,
            @Nullable Instant steadySince,
            long lastBytes) {}

    /** A time from the end of the recordings on, with its 95 % interval; nanoseconds. */
    public record Span(long nanos, long lowNanos, long highNanos) {}

    /**
     * How high resident memory rose within each interval of all recordings.
     *
     * @param intervals how many
     */
    public record Peak(long p50, long p90, long p99, long max, long intervals) {}

    /**
     * A load gauge and what memory it costs.
     *
     * @param counter it counts since the start: what is spoken of is its rate per second
     * @param mean load
     * @param high load, exceeded in 1 % of the time
     * @param bytesPerUnit null where the load varied too little to tell
     * @param whatIf null likewise, or if none is asked for
     */
    public record Load(
            String name,
            boolean counter,
            double mean,
            double high,
            @Nullable Double bytesPerUnit,
            @Nullable Range ci95,
            @Nullable WhatIf whatIf) {}

    /** The peak under so many times the load, with its 95 % interval. */
    public record WhatIf(double factor, long peakBytes, Range ci95) {}
}
