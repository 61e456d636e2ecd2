package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.AllocatedBytes;
import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.event.EventChannel;
import dev.blindspot.event.EventEncoder;
import dev.blindspot.event.EventKind;
import dev.blindspot.linux.Machine;
import dev.blindspot.ring.SpscRing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * From the kernel's rings through the drain and the event rings into the aggregator and the encoder an event allocates
 * nothing, while the stack table grows and after histograms were recycled.
 */
class WholeWayAllocationTest {
    private static final int RUNS = 40;
    private static final int ROUNDS = 100;
    private static final int PAIRS_PER_ROUND = 500;
    private static final int NEW_STACKS_PER_ROUND = 10;

    /** After so many a round's system calls are compiled: until then each boxes a few bytes. */
    private static final int EMPTY_ROUNDS = 40_000;

    private static final int KNOWN_STACKS = 500;
    private static final int LIVE = 10_000;
    private static final long BASE = 0x7f00_0000_0000L;
    private static final long BYTES = 64 << 10;

    private final Arena arena = Arena.ofAuto();
    private final EventChannel aggregated = new EventChannel(new SpscRing(arena, 1 << 20));
    private final EventChannel encoded = new EventChannel(new SpscRing(arena, 1 << 20));
    private final Aggregating aggregating = new Aggregating();
    private final Encoding encoding = new Encoding(arena.allocate(64 << 10));
    private long mapped;
    private long unmapped;
    private int stacks;

    @Test
    void anEventAllocatesNothing() {
        int maxStacks = KNOWN_STACKS + (RUNS + 1) * ROUNDS * NEW_STACKS_PER_ROUND;
        try (ReplayedKernel kernel =
                new ReplayedKernel(StackMode.ALL, 1 << 20, maxStacks, List.of(aggregated, encoded))) {
            for (int i = 0; i < LIVE; i++) {
                map(kernel, i % KNOWN_STACKS);
                if (i % PAIRS_PER_ROUND == 0) {
                    pass(kernel);
                }
            }
            for (int i = 0; i < EMPTY_ROUNDS; i++) {
                kernel.round();
            }
            run(kernel); // the faults' stacks are new once
            int[] stacksBefore = new int[1];
            long[] eventsBefore = new long[1];
            long bytes = AllocatedBytes.inSteadyState(
                    RUNS,
                    () -> {
                        aggregating.aggregator.cut(Machine.monotonicNanos());
                        stacksBefore[0] = kernel.pipeline().table().size();
                        eventsBefore[0] = aggregating.events + encoding.events;
                    },
                    () -> run(kernel));
            assertEquals(0, bytes);
            assertTrue(aggregating.events + encoding.events - eventsBefore[0] > 200_000);
            assertEquals(
                    ROUNDS * NEW_STACKS_PER_ROUND, kernel.pipeline().table().size() - stacksBefore[0]);
            assertEquals(0, kernel.pipeline().table().overflows());
            assertEquals(mapped, aggregating.aggregator.accepted(EventKind.MMAP));
            assertEquals(unmapped, aggregating.aggregator.accepted(EventKind.MUNMAP));
            assertEquals(LIVE, aggregating.aggregator.liveRanges().size());
        }
    }

    private void run(ReplayedKernel kernel) {
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < PAIRS_PER_ROUND; i++) {
                boolean isNew = i % (PAIRS_PER_ROUND / NEW_STACKS_PER_ROUND) == 0;
                map(kernel, isNew ? KNOWN_STACKS + stacks++ : i % KNOWN_STACKS);
                kernel.unmapped(cpu(), ReplayedKernel.PID, BASE + unmapped++ * 2 * BYTES, BYTES);
            }
            kernel.fault(cpu(), ReplayedKernel.PID, BASE, round);
            pass(kernel);
        }
    }

    private void map(ReplayedKernel kernel, int stack) {
        kernel.mapped(cpu(), ReplayedKernel.PID, BASE + mapped++ * 2 * BYTES, BYTES, 0x50_0000 + stack);
    }

    private int cpu() {
        return (int) (mapped >> 4) % ReplayedKernel.CPUS;
    }

    private void pass(ReplayedKernel kernel) {
        kernel.round();
        aggregated.take(aggregating);
        encoded.take(encoding);
    }

    private static final class Aggregating implements EventChannel.Consumer {
        final Aggregator aggregator = new Aggregator(Machine.PAGE_BYTES, Machine.monotonicNanos(), Instant.EPOCH);
        long events;

        @Override
        public void accept(long[] words, int base) {
            events++;
            aggregator.accept(words, base);
        }

        @Override
        public void completeUpTo(long nanos) {}
    }

    private static final class Encoding implements EventChannel.Consumer {
        private final EventEncoder encoder = new EventEncoder();
        private final MemorySegment batch;
        long events;

        Encoding(MemorySegment batch) {
            this.batch = batch;
            encoder.begin(batch);
        }

        @Override
        public void accept(long[] words, int base) {
            events++;
            if (!encoder.add(words, base)) {
                encoder.end();
                encoder.begin(batch);
                encoder.add(words, base);
            }
        }

        @Override
        public void completeUpTo(long nanos) {}
    }
}
