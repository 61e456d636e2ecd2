package dev.blindspot.cli;

import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.event.EventChannel;
import dev.blindspot.event.PathTable;
import dev.blindspot.linux.Machine;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.recording.RecordingWriter;
import dev.blindspot.ring.SpscRing;
import dev.blindspot.sample.Rehearsal;
import dev.blindspot.sample.SampleConfig;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.List;

/** What a recording does with events, done with a rehearsal's: into an aggregator and a file that nobody sees. */
final class RecordRehearsal {
    private static final long RING_BYTES = 1 << 18;
    private static final int MAX_PATHS = 16;

    /** Cuts come often, to be rehearsed too. */
    private static final long INTERVAL_NANOS = 50_000_000;

    private RecordRehearsal() {}

    /**
     * Rehearses; takes less than half a second on a quiet machine, a second at most.
     *
     * @param first the target, as a recording begins with it
     */
    static void run(int pid, SampleConfig config, Inspection first) {
        long startNanos = Machine.monotonicNanos();
        RecordingInfo info = new RecordingInfo(Instant.now(), startNanos, "", List.of(), "", -1, first);
        try (Arena arena = Arena.ofShared();
                RecordingWriter writer =
                        RecordingWriter.to(new Nowhere(), "the rehearsal", info, RecordingWriter.DEFAULT_MAX_BYTES)) {
            EventChannel aggregated = new EventChannel(new SpscRing(arena, RING_BYTES));
            EventChannel encoded = new EventChannel(new SpscRing(arena, RING_BYTES));
            PathTable paths = new PathTable(MAX_PATHS);
            AggregateLoop aggregate = new AggregateLoop(
                    new Aggregator(Machine.PAGE_BYTES, startNanos, info.startedAt()), startNanos, INTERVAL_NANOS);
            RawEvents raw = new RawEvents(writer, paths);
            List<EventReading> readings = List.of(
                    new EventReading("aggregate", aggregated, aggregate, aggregate::finish, RecordRehearsal::failed),
                    new EventReading("raw", encoded, raw, raw::finish, RecordRehearsal::failed));
            try {
                Rehearsal.run(pid, config, paths, List.of(aggregated, encoded));
            } finally {
                readings.forEach(EventReading::awaitEnd);
            }
        }
    }

    /** What fails in a rehearsal fails in the recording too, and is told there. */
    private static void failed(Throwable thrown) {}

    private static final class Nowhere implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) {
            int length = bytes.remaining();
            bytes.position(bytes.limit());
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
