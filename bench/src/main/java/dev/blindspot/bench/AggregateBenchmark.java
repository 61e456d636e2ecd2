package dev.blindspot.bench;

import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.event.EventLayout;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events into totals, call sites, live ranges and three histograms: ns an event; half mmap, half munmap, 10,000 ranges
 * live, 256 call sites.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-XX:+UseSerialGC")
public class AggregateBenchmark {
    private static final int PAIRS = 100_000;
    private static final int LIVE = 10_000;

    private final MemorySegment events = SampleEvents.pairs(PAIRS, LIVE);
    private final long spanNanos = EventLayout.getLong(events, events.byteSize() - EventLayout.BYTES, EventLayout.TIME);
    private final Aggregator aggregator = new Aggregator(4096, 0, Instant.EPOCH);
    private long endNanos;

    /** Ends the interval, and lets the events happen once more, later. All they map, they unmap. */
    @Setup(Level.Invocation)
    public void again() {
        endNanos += spanNanos;
        aggregator.cut(endNanos);
        for (long at = 0; at < events.byteSize(); at += EventLayout.BYTES) {
            long time = EventLayout.getLong(events, at, EventLayout.TIME);
            EventLayout.setLong(events, at, EventLayout.TIME, time + spanNanos);
        }
    }

    @Benchmark
    @OperationsPerInvocation(2 * PAIRS)
    public void accept() {
        for (long at = 0; at < events.byteSize(); at += EventLayout.BYTES) {
            aggregator.accept(events, at);
        }
    }
}
