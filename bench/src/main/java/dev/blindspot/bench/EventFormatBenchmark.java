package dev.blindspot.bench;

import dev.blindspot.event.EventLayout;
import dev.blindspot.export.EventFormats;
import dev.blindspot.export.EventHeader;
import dev.blindspot.export.EventStream;
import dev.blindspot.export.EventSymbols;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import dev.blindspot.model.Target;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a stream costs its own thread: ns an event, from a record to bytes handed on. A batch of Arrow is 8192 events. */
@State(Scope.Thread)
public class EventFormatBenchmark extends TimedBenchmark {
    private static final int EVENTS = 8192;

    @Param({"jsonl", "arrow"})
    public String format = "jsonl";

    private final long[] events = SampleEvents.pairs(EVENTS / 2, 64);
    private @Nullable EventStream stream;

    /** Starts a stream that nobody reads. */
    @Setup
    public void start() {
        Target target = new Target(
                1,
                "app",
                "/srv/app",
                Instant.EPOCH,
                "go1.24.4",
                List.of(),
                "amd64",
                false,
                false,
                false,
                null,
                null,
                "symtab",
                "table");
        EventHeader header = new EventHeader(target, Instant.EPOCH, 0, List.of("mmap", "munmap"));
        stream =
                EventStream.start(OutputStream.nullOutputStream(), header, new SameStack(), EventFormats.named(format));
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public boolean encode() {
        EventStream to = stream;
        if (to == null) {
            throw new IllegalStateException("not started");
        }
        for (int at = 0; at < events.length; at += EventLayout.WORDS) {
            to.event(events, at);
        }
        return to.flush();
    }

    /** Twenty frames, whatever is asked for. */
    private static final class SameStack implements EventSymbols {
        private final Stack stack = new Stack(Collections.nCopies(
                20, new Frame(0x4f1100, "/srv/app", "ab12", "main.(*cache).add", "/src/cache.go", 17, false)));

        @Override
        public Stack stack(int id) {
            return stack;
        }

        @Override
        public @Nullable String path(int id) {
            return null;
        }
    }
}
