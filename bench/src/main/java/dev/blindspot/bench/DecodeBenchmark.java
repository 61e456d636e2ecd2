package dev.blindspot.bench;

import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.event.EventChannel;
import dev.blindspot.ring.SpscRing;
import dev.blindspot.sample.ReplayedDrain;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole way of a record by the classes a recording uses, on one thread: ns a record; half mmap with one of 256 known
 * stacks of 16 frames, half munmap, on two CPUs, 10,000 ranges live.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"})
public class DecodeBenchmark {
    private static final int LIVE = 10_000;
    private static final int RECORDS = 2 * LIVE;
    private static final long KERNEL_RING_BYTES = 4 << 20;
    private static final long EVENT_RING_BYTES = 2 << 20;

    private final EventChannel channel = new EventChannel(new SpscRing(Arena.ofAuto(), EVENT_RING_BYTES));
    private final Aggregating aggregating = new Aggregating();
    private final ReplayedDrain alone = new ReplayedDrain(LIVE, KERNEL_RING_BYTES, List.of());
    private final ReplayedDrain drain = new ReplayedDrain(LIVE, KERNEL_RING_BYTES, List.of(channel));

    /** Ends the interval. */
    @Setup(Level.Invocation)
    public void cut() {
        aggregating.aggregator.cut(0);
    }

    @TearDown
    public void close() {
        alone.close();
        drain.close();
    }

    /** Records of both CPUs in order of time to events, stacks made whole and interned. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void decodeAndMerge() {
        alone.round();
    }

    /** The same, through a ring, and aggregated. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void decodeMergeRingAndAggregate() {
        drain.round();
        if (channel.take(aggregating) != RECORDS) {
            throw new IllegalStateException("events are missing");
        }
    }

    private static final class Aggregating implements EventChannel.Consumer {
        private final Aggregator aggregator = new Aggregator(4096, 0, Instant.EPOCH);

        @Override
        public void accept(MemorySegment segment, long offset) {
            aggregator.accept(segment, offset);
        }

        @Override
        public void completeUpTo(long nanos) {}
    }
}
