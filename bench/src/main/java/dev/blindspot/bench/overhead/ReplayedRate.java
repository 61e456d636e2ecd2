package dev.blindspot.bench.overhead;

import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.event.EventChannel;
import dev.blindspot.ring.SpscRing;
import dev.blindspot.sample.TimedReplay;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A saved image told at a rate, by a thread that writes as the kernel does, to the drain as a recording has it, and to an
 * aggregating thread.
 */
final class ReplayedRate implements Measurement {
    private static final int EVENTS_PER_SECOND = 1_000_000;
    private static final int SECONDS = 10;
    private static final int REHEARSED_SECONDS = 3;
    private static final int LIVE = 10_000;
    private static final long KERNEL_RING_BYTES = 4 << 20;
    private static final long EVENT_RING_BYTES = 4 << 20;

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public String title() {
        return "A saved image of 1,000,000 events a second, replayed at that rate into 4 MiB a CPU";
    }

    @Override
    public void run(Setting setting, Results results) throws IOException {
        // A recording rehearses before it attaches; this is the same: what comes after runs compiled code.
        replay(REHEARSED_SECONDS, null);
        replay(SECONDS, results);
    }

    private static void replay(int seconds, @Nullable Results results) throws IOException {
        EventChannel channel = new EventChannel(new SpscRing(Arena.ofAuto(), EVENT_RING_BYTES));
        Aggregating aggregating = new Aggregating();
        Thread reader = Thread.ofPlatform().name("aggregate").start(() -> channel.consume(aggregating));
        try (TimedReplay replay = new TimedReplay(LIVE, KERNEL_RING_BYTES, channel)) {
            long began = System.nanoTime();
            long drainCpu = replay.run(EVENTS_PER_SECOND, seconds);
            double took = (System.nanoTime() - began) / 1e9;
            reader.join();
            if (results != null) {
                results.fact("events told", replay.told());
                results.fact("events a second", replay.told() / took);
                results.fact("found no room in the kernel's rings", replay.dropped());
                results.fact("events aggregated", aggregating.events);
                results.fact("drain's CPU, ns an event", (double) drainCpu / replay.told());
                results.fact("aggregation's CPU, ns an event", (double) aggregating.cpuNanos / replay.told());
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static final class Aggregating implements EventChannel.Consumer {
        private final Aggregator aggregator = new Aggregator(4096, 0, Instant.EPOCH);
        private long events;
        private long cpuNanos;

        @Override
        public void accept(long[] words, int base) {
            events++;
            aggregator.accept(words, base);
        }

        @Override
        public void completeUpTo(long nanos) {
            cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
    }
}
