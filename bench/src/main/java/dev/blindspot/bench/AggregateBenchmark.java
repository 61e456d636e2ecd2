package dev.blindspot.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.StackTable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Events into totals, call sites, live ranges and three histograms: ns an event; half mmap, half munmap, 10,000 ranges
 * live, 256 call sites. Beside it the same in C.
 */
@State(Scope.Thread)
public class AggregateBenchmark extends TimedBenchmark {
    static final int EVENTS = 100_000;

    private static final MethodHandle NEW = CBaseline.function("parts_aggregate", ADDRESS);
    private static final MethodHandle ACCEPT = CBaseline.function("parts_accept", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle HASH = CBaseline.function("parts_hash", JAVA_LONG, ADDRESS);
    private static final int LIVE = 10_000;

    private final long[] events = SampleEvents.pairs(EVENTS / 2, LIVE);
    private final long spanNanos = EventLayout.getLong(events, events.length - EventLayout.WORDS, EventLayout.TIME);
    private final Aggregator aggregator = new Aggregator(4096, 0, Instant.EPOCH);
    private final MemorySegment c = newInC();
    private final MemorySegment eventsInC = Arena.ofAuto().allocateFrom(JAVA_LONG, events);

    /** Both must come to the same. */
    @Setup(Level.Trial)
    public void compare() {
        accept();
        acceptInC();
        StackTable none = new StackTable(Arena.ofAuto().allocate(StackTable.bytesFor(1, 1), Long.BYTES), 1);
        if (ResultHash.of(aggregator.cut(1), aggregator.liveRanges(), none) != hashOfC()) {
            throw new IllegalStateException("C came to other results");
        }
    }

    /** Lets the events happen once more, later. All they map, they unmap. */
    @Setup(Level.Invocation)
    public void again() {
        for (int at = 0; at < events.length; at += EventLayout.WORDS) {
            long time = EventLayout.getLong(events, at, EventLayout.TIME);
            EventLayout.setLong(events, at, EventLayout.TIME, time + spanNanos);
        }
        MemorySegment.copy(events, 0, eventsInC, JAVA_LONG, 0, events.length);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void accept() {
        for (int at = 0; at < events.length; at += EventLayout.WORDS) {
            aggregator.accept(events, at);
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int acceptInC() {
        try {
            return (int) ACCEPT.invokeExact(c, eventsInC, EVENTS);
        } catch (Throwable thrown) {
            throw CBaseline.unexpected(thrown);
        }
    }

    private static MemorySegment newInC() {
        try {
            return (MemorySegment) NEW.invokeExact();
        } catch (Throwable thrown) {
            throw CBaseline.unexpected(thrown);
        }
    }

    private long hashOfC() {
        try {
            return (long) HASH.invokeExact(c);
        } catch (Throwable thrown) {
            throw CBaseline.unexpected(thrown);
        }
    }
}
