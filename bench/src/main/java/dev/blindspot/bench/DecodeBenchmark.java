package dev.blindspot.bench;

import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.event.EventChannel;
import dev.blindspot.ring.SpscRing;
import dev.blindspot.sample.ReplayedDrain;
import dev.blindspot.sample.ReplayedRings;
import java.lang.foreign.Arena;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The whole way of a record by the classes a recording uses, on one thread: ns a record; half mmap with one of 256 known
 * stacks of 16 frames, half munmap, on two CPUs, 10,000 ranges live, three histograms. Beside it the same in C.
 */
@State(Scope.Thread)
public class DecodeBenchmark extends TimedBenchmark {
    static final int RECORDS = 20_480;

    private static final int LIVE = 10_000;
    private static final int ROUNDS_COMPARED = 3;
    private static final long KERNEL_RING_BYTES = 4 << 20;
    private static final long EVENT_RING_BYTES = 4 << 20;

    private final EventChannel channel = new EventChannel(new SpscRing(Arena.ofAuto(), EVENT_RING_BYTES));
    private final Aggregating aggregating = new Aggregating();
    private final ReplayedRings decoded = ReplayedRings.filled(LIVE, KERNEL_RING_BYTES);
    private final ReplayedRings aggregated = ReplayedRings.filled(LIVE, KERNEL_RING_BYTES);
    private final ReplayedRings inC = ReplayedRings.filled(LIVE, KERNEL_RING_BYTES);
    private final ReplayedDrain decoding = new ReplayedDrain(decoded, List.of());
    private final ReplayedDrain drain = new ReplayedDrain(aggregated, List.of(channel));
    private final CDrain c = new CDrain(inC);
    private @Nullable ReplayedRings read;

    /** Both ways must come to the same totals, call sites, ranges, histograms and stacks. */
    @Setup(Level.Trial)
    public void compare() {
        for (int i = 0; i < ROUNDS_COMPARED; i++) {
            again();
            decodeMergeRingAndAggregate();
            again();
            inC();
        }
        long ours = ResultHash.of(aggregating.aggregator.cut(1), aggregating.aggregator.liveRanges(), drain.stacks());
        if (ours != c.hash()) {
            throw new IllegalStateException("C came to other results");
        }
    }

    /** What was read is told once more, later. */
    @Setup(Level.Invocation)
    public void again() {
        if (read != null) {
            read.again();
            read = null;
        }
    }

    @TearDown
    public void close() {
        decoding.close();
        drain.close();
        decoded.close();
        aggregated.close();
        inC.close();
    }

    /** Records of both CPUs in order of time to events, stacks made whole and interned. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void decodeAndMerge() {
        decoding.round();
        read = decoded;
    }

    /** The same, through a ring, and aggregated. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void decodeMergeRingAndAggregate() {
        drain.round();
        check(channel.take(aggregating));
        read = aggregated;
    }

    /** All of it in C. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void inC() {
        check(c.round());
        read = inC;
    }

    private static void check(long events) {
        if (events != RECORDS) {
            throw new IllegalStateException("there were " + events + " events");
        }
    }

    private static final class Aggregating implements EventChannel.Consumer {
        private final Aggregator aggregator = new Aggregator(4096, 0, Instant.EPOCH);

        @Override
        public void accept(long[] words, int base) {
            aggregator.accept(words, base);
        }

        @Override
        public void completeUpTo(long nanos) {}
    }
}
