package dev.blindspot.bench;

import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventWriter;
import dev.blindspot.ring.SpscRing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The way of an event on one thread, from a saved kernel ring: ns an event, step by step. Half mmap with a known stack
 * of 16 frames, half munmap, 10,000 ranges live. One ring only, so nothing is merged.
 */
@State(Scope.Thread)
public class PipelineBenchmark extends TimedBenchmark {
    private static final int PAIRS = 40_000;
    private static final int LIVE = 10_000;
    private static final int ROUND = 1024;

    private final MemorySegment events = SampleEvents.pairs(PAIRS, LIVE);
    private final long spanNanos = EventLayout.getLong(events, events.byteSize() - EventLayout.BYTES, EventLayout.TIME);
    private final SavedDrain drain = new SavedDrain(events);
    private final SpscRing ring = new SpscRing(Arena.ofAuto(), 1 << 18);
    private final MemorySegment scratch = Arena.ofAuto().allocate(EventLayout.BYTES, Long.BYTES);
    private final Aggregator aggregator = new Aggregator(4096, 0, Instant.EPOCH);
    private long laterNanos;

    /** Ends the interval and begins again at the first sample. All they map, they unmap. */
    @Setup(Level.Invocation)
    public void again() {
        drain.rewind();
        laterNanos += spanNanos;
        aggregator.cut(laterNanos);
    }

    /** Records to events, stacks interned. */
    @Benchmark
    @OperationsPerInvocation(2 * PAIRS)
    public long decode() {
        long sum = 0;
        while (drain.next(scratch, 0, laterNanos)) {
            sum += EventLayout.getLong(scratch, 0, EventLayout.ADDRESS);
        }
        return sum;
    }

    /** The same, through a ring, in rounds. */
    @Benchmark
    @OperationsPerInvocation(2 * PAIRS)
    public long decodeAndRing() {
        long sum = 0;
        while (round()) {
            for (long at; (at = ring.reader().next()) >= 0; ) {
                sum += EventLayout.getLong(ring.segment(), at, EventLayout.ADDRESS);
            }
            ring.reader().release();
        }
        return sum;
    }

    /** The same, and aggregated: all of the way. */
    @Benchmark
    @OperationsPerInvocation(2 * PAIRS)
    public void decodeRingAndAggregate() {
        while (round()) {
            for (long at; (at = ring.reader().next()) >= 0; ) {
                aggregator.accept(ring.segment(), at);
            }
            ring.reader().release();
        }
    }

    /** Writes a round of events; false when there was none left. */
    private boolean round() {
        int written = 0;
        for (; written < ROUND && drain.next(scratch, 0, laterNanos); written++) {
            long at = ring.writer().claim(EventLayout.BYTES);
            EventWriter.copy(scratch, 0, ring.segment(), at);
        }
        ring.writer().publish();
        return written > 0;
    }
}
