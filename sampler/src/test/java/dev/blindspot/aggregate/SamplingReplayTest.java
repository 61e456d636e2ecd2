package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Streams of which the truth is known, replayed with stacks sampled as the kernel does: on each CPU one mapping in N,
 * N drawn anew from {5, 7} every 20 ms, which takes the next stack at once. A taken stack's weight is the number of its
 * CPU's mappings since the one taken before: were it 1 after a redraw, those between would have nobody to stand for them,
 * and every site would come out 1 to 2 % short.
 */
class SamplingReplayTest {
    private static final long TICK_NANOS = 50_000;
    private static final long REDRAW_NANOS = 20_000_000;
    private static final int CHURN = 1;
    private static final int LEAKS = 5;

    /** 60,000 events: the sites have some 1,000 mappings and more. 600,000: a bias of 1 % would show. */
    @ParameterizedTest
    @CsvSource({"60000, 100, 88", "600000, 25, 22"})
    void intervalsCoverTheTruth(int events, int seeds, int leastCovered) {
        int[] covered = new int[LEAKS + 2];
        double widest = 0;
        for (int seed = 0; seed < seeds; seed++) {
            Replay replay = new Replay(seed);
            replay.run(events);
            IntervalMerger merged = replay.script.merged();
            long total = replay.outstanding.values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertEquals(total, merged.totals().getFirst().outstandingBytes());
            for (CallSiteRow row : merged.rows()) {
                ByteBounds bounds = Objects.requireNonNull(row.ci95Bytes());
                long truth = replay.outstanding.getOrDefault(row.stackId(), 0L);
                double estimate = row.outstandingBytes();
                covered[row.stackId()] += bounds.low() <= truth && truth <= bounds.high() ? 1 : 0;
                if (row.stackId() == CHURN) {
                    assertEquals(0, row.outstandingBytes());
                } else {
                    assertTrue(replay.mapped[row.stackId()] >= 1_000 && truth > total / 100);
                    widest = Math.max(widest, Math.max(bounds.high() - estimate, estimate - bounds.low()) / estimate);
                }
            }
        }
        for (int site = CHURN; site <= CHURN + LEAKS; site++) {
            assertTrue(covered[site] >= leastCovered, Arrays.toString(covered));
        }
        assertTrue(widest <= 0.20, "±" + widest);
    }

    @Test
    void takingEveryStackIsExact() {
        Replay replay = new Replay(1);
        replay.periods = new int[] {1};
        replay.run(60_000);
        for (CallSiteRow row : replay.script.merged().rows()) {
            assertEquals(replay.outstanding.getOrDefault(row.stackId(), 0L), row.outstandingBytes());
            assertEquals(replay.mapped[row.stackId()], row.mappedCount());
        }
    }

    private static final class Cpu {
        private int period;
        private int toNext;
        private int sinceLast;
        private long redrawNanos;
    }

    private static final class Replay {
        private final EventScript script = new EventScript();
        private final Random random;
        private final Map<Integer, Long> outstanding = new HashMap<>();
        private final long[] mapped = new long[LEAKS + 2];
        private final Cpu[] cpus = {new Cpu(), new Cpu()};
        private final Deque<Long> churning = new ArrayDeque<>();
        private int[] periods = {5, 7};
        private long nextPage;

        Replay(long seed) {
            this.random = new Random(seed);
            script.tick = TICK_NANOS;
        }

        void run(int events) {
            for (int i = 0; i < events; i++) {
                int choice = random.nextInt(1_000);
                if (choice < 770) {
                    churn();
                } else if (choice < 800) {
                    leak(2, 1 + random.nextInt(32)); // many sizes
                } else if (choice < 900) {
                    leak(3, 1);
                } else if (choice < 920) {
                    leak(4, 16);
                } else if (choice < 950) {
                    long page = leak(5, 8); // keeps half of it
                    script.munmap(page, 4);
                    outstanding.merge(5, -4 * EventScript.PAGE, Long::sum);
                } else {
                    long page = leak(6, 4); // keeps one in two
                    if (random.nextBoolean()) {
                        script.munmap(page, 4);
                        outstanding.merge(6, -4 * EventScript.PAGE, Long::sum);
                    }
                }
            }
            while (!churning.isEmpty()) {
                script.munmap(churning.pop(), 16);
            }
        }

        private void churn() {
            if (churning.size() > 20 || (!churning.isEmpty() && random.nextBoolean())) {
                script.munmap(churning.pop(), 16);
            } else {
                churning.push(map(CHURN, 16));
            }
        }

        private long leak(int site, int pages) {
            outstanding.merge(site, pages * EventScript.PAGE, Long::sum);
            return map(site, pages);
        }

        private long map(int site, int pages) {
            long page = nextPage;
            nextPage += pages;
            mapped[site]++;
            script.stack = site;
            script.weight = weight(cpus[random.nextInt(10) < 7 ? 0 : 1]);
            script.mmap(page, pages);
            return page;
        }

        private int weight(Cpu cpu) {
            cpu.sinceLast++;
            cpu.toNext--;
            int weight = 0;
            if (script.now >= cpu.redrawNanos) {
                cpu.redrawNanos = script.now + REDRAW_NANOS;
                cpu.period = periods[random.nextInt(periods.length)];
                cpu.toNext = 0;
            }
            if (cpu.toNext <= 0) {
                weight = cpu.sinceLast;
                cpu.toNext = cpu.period;
                cpu.sinceLast = 0;
            }
            return weight;
        }
    }
}
