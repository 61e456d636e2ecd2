package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.event.EventChannel;
import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventReader;
import dev.blindspot.event.StackTable;
import dev.blindspot.ring.SpscRing;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code --stacks auto}: a mapping and its stack come as two records side by side, either first, either lost. */
class SampledStacksReplayTest {
    private static final long A = 0x7f00_0000_0000L;
    private static final long B = A + (1 << 20);
    private static final long BYTES = 4096;
    private static final long ENOMEM = -12;
    private static final int T1 = 101;
    private static final int T2 = 102;

    private final EventChannel channel = new EventChannel(new SpscRing(Arena.ofAuto(), 1 << 20));
    private final ReplayedKernel kernel = new ReplayedKernel(StackMode.AUTO, 1 << 16, 1_000, List.of(channel));

    /** A mapping as it came out; the leaf of its stack, 0 for none. */
    private record Mapped(int tid, long address, long leaf, int weight) {}

    @AfterEach
    void close() {
        kernel.close();
    }

    private List<Mapped> drained() {
        kernel.round();
        List<Mapped> events = new ArrayList<>();
        EventReader reader = new EventReader();
        StackTable table = kernel.pipeline().table();
        channel.take(new EventChannel.Consumer() {
            @Override
            public void accept(long[] words, int base) {
                reader.wrap(words, base);
                assertEquals(EventKind.MMAP, reader.kind());
                assertEquals(BYTES, reader.length());
                long leaf = reader.stack() == 0 ? 0 : table.pc(reader.stack(), 0);
                events.add(new Mapped(reader.tid(), reader.address(), leaf, reader.weight()));
            }

            @Override
            public void completeUpTo(long nanos) {}
        });
        return events;
    }

    private void mapped(int cpu, int tid, long address) {
        kernel.mapped(cpu, tid, address, BYTES, 0);
    }

    @Test
    void theStackMayStandOnEitherSide() {
        mapped(0, T1, A);
        kernel.stack(0, T1, A, 11);
        kernel.stack(0, T1, B, 12);
        mapped(0, T1, B);
        assertEquals(List.of(new Mapped(T1, A, 11, 1), new Mapped(T1, B, 12, 1)), drained());
    }

    @Test
    void aStackStandsForAllMappingsSinceTheOneBeforeOnItsCpu() {
        mapped(0, T1, A);
        mapped(0, T2, A);
        mapped(1, T1, B);
        mapped(0, T1, A);
        kernel.stack(0, T1, A, 11);
        mapped(1, T1, B);
        kernel.stack(1, T1, B, 12);
        mapped(0, T1, A);
        List<Mapped> expected = List.of(
                new Mapped(T1, A, 0, 0),
                new Mapped(T2, A, 0, 0),
                new Mapped(T1, B, 0, 0),
                new Mapped(T1, A, 11, 3),
                new Mapped(T1, B, 12, 2),
                new Mapped(T1, A, 0, 0));
        assertEquals(expected, drained());
        kernel.stack(0, T2, B, 13);
        mapped(0, T2, B);
        assertEquals(List.of(new Mapped(T2, B, 13, 2)), drained(), "the count goes on over rounds");
    }

    @Test
    void aStackWhoseMappingWasLostIsNobodys() {
        kernel.stack(0, T1, A, 11);
        mapped(0, T2, B);
        kernel.stack(0, T1, A, 12);
        mapped(0, T1, B);
        kernel.stack(0, T1, A, 13);
        kernel.stack(0, T1, B, 14);
        mapped(0, T1, B);
        List<Mapped> expected = List.of(new Mapped(T2, B, 0, 0), new Mapped(T1, B, 0, 0), new Mapped(T1, B, 14, 3));
        assertEquals(expected, drained());
    }

    @Test
    void aMappingWhoseStackWasLostIsWeighedByTheNext() {
        mapped(0, T1, A);
        mapped(0, T1, B);
        kernel.stack(0, T1, B, 11);
        assertEquals(List.of(new Mapped(T1, A, 0, 0), new Mapped(T1, B, 11, 2)), drained());
    }

    @Test
    void aCallThatFailedIsNothing() {
        mapped(0, T1, ENOMEM);
        kernel.stack(0, T1, ENOMEM, 11);
        kernel.stack(0, T1, ENOMEM, 12);
        mapped(0, T1, ENOMEM);
        mapped(0, T1, A);
        kernel.stack(0, T1, A, 13);
        assertEquals(List.of(new Mapped(T1, A, 13, 1)), drained());
    }

    @Test
    void weightsAddUpToTheNumberOfMappings() {
        Random random = new Random(1);
        int[] made = new int[ReplayedKernel.CPUS];
        int[] waiting = new int[ReplayedKernel.CPUS];
        long weights = 0;
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 100; i++) {
                int cpu = random.nextInt(ReplayedKernel.CPUS);
                long address = A + (100L * round + i) * BYTES;
                int tid = random.nextBoolean() ? T1 : T2;
                int how = random.nextInt(4);
                if (how == 0) {
                    kernel.stack(cpu, tid, address, 11);
                }
                mapped(cpu, tid, address);
                if (how == 1) {
                    kernel.stack(cpu, tid, address, 12);
                }
                made[cpu]++;
                waiting[cpu] = how < 2 ? 0 : waiting[cpu] + 1;
            }
            List<Mapped> events = drained();
            assertEquals(100, events.size());
            weights += events.stream().mapToLong(Mapped::weight).sum();
            assertEquals(made[0] + made[1] - waiting[0] - waiting[1], weights);
        }
    }
}
