package dev.blindspot.cli;

import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.event.EventChannel;
import dev.blindspot.event.PathTable;
import dev.blindspot.linux.Machine;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.ring.SpscRing;
import dev.blindspot.sample.Rehearsal;
import dev.blindspot.sample.SampleConfig;
import java.lang.foreign.Arena;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a session does with events, done with a rehearsal's: into an aggregator and a reader whose results nobody sees. */
final class SessionRehearsal {
    private static final long RING_BYTES = 1 << 18;
    private static final int MAX_PATHS = 16;

    /** Cuts come often, to be rehearsed too. */
    private static final long INTERVAL_NANOS = 50_000_000;

    private SessionRehearsal() {}

    /**
     * Rehearses; takes less than half a second on a quiet machine, a second at most.
     *
     * @param first the target, as a session begins with it
     */
    static void run(int pid, SampleConfig config, Inspection first, RawReader.@Nullable Maker rawReader) {
        long startNanos = Machine.monotonicNanos();
        RecordingInfo info = new RecordingInfo(Instant.now(), startNanos, "", List.of(), "", -1, first);
        try (Arena arena = Arena.ofShared()) {
            PathTable paths = new PathTable(MAX_PATHS);
            RawReader raw = rawReader == null ? null : rawReader.rehearse(info, paths);
            AggregateLoop aggregate = new AggregateLoop(
                    new Aggregator(Machine.PAGE_BYTES, startNanos, info.startedAt()), startNanos, INTERVAL_NANOS);
            List<EventChannel> channels = new ArrayList<>();
            List<EventReading> readings = new ArrayList<>();
            channels.add(new EventChannel(new SpscRing(arena, RING_BYTES)));
            readings.add(new EventReading(
                    "aggregate", channels.getFirst(), aggregate, aggregate::finish, SessionRehearsal::failed));
            if (rawReader != null && raw != null) {
                channels.add(rawReader.channel(new SpscRing(arena, RING_BYTES)));
                readings.add(new EventReading("raw", channels.getLast(), raw, raw::finish, SessionRehearsal::failed));
            }
            try {
                Rehearsal.run(pid, config, paths, channels);
            } finally {
                readings.forEach(EventReading::awaitEnd);
            }
        }
    }

    /** What fails in a rehearsal fails in the session too, and is told there. */
    private static void failed(Throwable thrown) {}
}
