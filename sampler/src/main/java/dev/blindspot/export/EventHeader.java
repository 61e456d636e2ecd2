package dev.blindspot.export;

import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.Target;
import java.time.Instant;
import java.util.List;

/**
 * What a stream of events begins with.
 *
 * @param startedAt when it starts, wall clock
 * @param startedNanos the same, monotonic
 * @param sources names of the event sources on
 */
public record EventHeader(Target target, Instant startedAt, long startedNanos, List<String> sources) {
    static final String SCHEMA = "blindspot.events/1";

    public EventHeader {
        sources = List.copyOf(sources);
    }

    /** The header of a recording's events. */
    static EventHeader of(RecordingInfo info) {
        return new EventHeader(info.first().target(), info.startedAt(), info.startedNanos(), info.sources());
    }
}
