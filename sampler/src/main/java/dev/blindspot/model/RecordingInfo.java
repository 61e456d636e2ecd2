package dev.blindspot.model;

import java.time.Instant;
import java.util.List;

/**
 * What is known when a recording starts.
 *
 * @param startedAt window start, wall clock
 * @param startedNanos window start, monotonic
 * @param attachMode {@code system} or {@code thread}
 * @param sources names of the event sources on
 * @param stacks {@code all}, {@code auto} or {@code none}
 * @param olderNanos findings ignore what is younger; -1: the youngest tenth of the window
 * @param first the inspection at the start
 */
public record RecordingInfo(
        Instant startedAt,
        long startedNanos,
        String attachMode,
        List<String> sources,
        String stacks,
        long olderNanos,
        Inspection first) {
    public RecordingInfo {
        sources = List.copyOf(sources);
    }

    /** The same, judged by another age. */
    public RecordingInfo withOlder(long nanos) {
        return new RecordingInfo(startedAt, startedNanos, attachMode, sources, stacks, nanos, first);
    }
}
