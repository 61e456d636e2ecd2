package dev.blindspot.cli;

import dev.blindspot.event.PathTable;
import dev.blindspot.export.EventFormat;
import dev.blindspot.export.EventHeader;
import dev.blindspot.export.EventSymbols;
import dev.blindspot.linux.Machine;
import dev.blindspot.model.Stack;
import dev.blindspot.model.Target;
import dev.blindspot.sample.Rehearsal;
import dev.blindspot.sample.SampleConfig;
import dev.blindspot.stream.StreamReader;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a stream does with events, done with a rehearsal's, for a reader that is not there. */
final class StreamRehearsal {
    private static final int MAX_PATHS = 16;
    private static final long LONGEST_NANOS = 1_000_000_000;

    private StreamRehearsal() {}

    /** Rehearses; takes less than half a second on a quiet machine, some two at most. */
    static void run(int pid, SampleConfig config, Target target, EventFormat.Maker format) {
        PathTable paths = new PathTable(MAX_PATHS);
        StreamReader reader = new StreamReader();
        EventHeader header = new EventHeader(target, Instant.now(), Machine.monotonicNanos(), List.of());
        reader.start(OutputStream.nullOutputStream(), header, new NoSymbols(paths), format, (thread, thrown) -> {
            // What fails in a rehearsal fails in the stream too, and is told there.
        });
        Rehearsal.run(pid, config, paths, List.of(reader.sink()));
        try {
            reader.awaitEnd(LONGEST_NANOS, LONGEST_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record NoSymbols(PathTable paths) implements EventSymbols {
        @Override
        public @Nullable Stack stack(int id) {
            return null;
        }

        @Override
        public @Nullable String path(int id) {
            return id == 0 ? null : paths.name(id);
        }
    }
}
