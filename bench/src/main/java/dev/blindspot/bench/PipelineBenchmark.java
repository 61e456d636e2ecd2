package dev.blindspot.bench;

import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.event.EventChannel;
import dev.blindspot.event.EventLayout;
import dev.blindspot.ring.SpscRing;
import java.lang.foreign.Arena;
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
    private static final int BATCH = 64;

    private final long[] events = SampleEvents.pairs(PAIRS, LIVE);
    private final long spanNanos = EventLayout.getLong(events, events.length - EventLayout.WORDS, EventLayout.TIME);
    private final SavedDrain drain = new SavedDrain(events);
    private final EventChannel channel = new EventChannel(new SpscRing(Arena.ofAuto(), 1 << 18));
    private final long[] batch = new long[BATCH * EventLayout.WORDS];
    private final Summing summing = new Summing();
    private final Aggregating aggregating = new Aggregating();
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
        while (drain.next(batch, 0, laterNanos)) {
            sum += EventLayout.getLong(batch, 0, EventLayout.ADDRESS);
        }
        return sum;
    }

    /** The same, through a ring, in rounds. */
    @Benchmark
    @OperationsPerInvocation(2 * PAIRS)
    public long decodeAndRing() {
        while (round()) {
            channel.take(summing);
        }
        return summing.sum;
    }

    /** The same, and aggregated: all of the way. */
    @Benchmark
    @OperationsPerInvocation(2 * PAIRS)
    public void decodeRingAndAggregate() {
        while (round()) {
            channel.take(aggregating);
        }
    }

    /** Writes a round of events; false when there was none left. */
    private boolean round() {
        int written = 0;
        int count;
        do {
            count = 0;
            while (count < BATCH && drain.next(batch, count * EventLayout.WORDS, laterNanos)) {
                count++;
            }
            channel.append(batch, 0, count);
            written += count;
        } while (count == BATCH && written < ROUND);
        channel.publish(laterNanos);
        return written > 0;
    }

    private static final class Summing implements EventChannel.Consumer {
        private long sum;

        @Override
        public void accept(long[] words, int base) {
            sum += EventLayout.getLong(words, base, EventLayout.ADDRESS);
        }

        @Override
        public void completeUpTo(long nanos) {}
    }

    private final class Aggregating implements EventChannel.Consumer {
        @Override
        public void accept(long[] words, int base) {
            aggregator.accept(words, base);
        }

        @Override
        public void completeUpTo(long nanos) {}
    }
}
