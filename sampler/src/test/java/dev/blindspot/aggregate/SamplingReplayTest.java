package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.KindTotals;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Streams of which the truth is known, replayed with stacks sampled as the kernel does: on each CPU one mapping in N,
 * N drawn anew from {5, 7} every 20 ms.
 */
class SamplingReplayTest {
    private static final int SEEDS = 100;
    private static final int EVENTS = 60_000;
    private static final long TICK_NANOS = 50_000;
    private static final long REDRAW_NANOS = 20_000_000;
    private static final int CHURN = 1;
    private static final int LEAKS = 5;

    /** Which weight the first mapping after a redraw has, whose stack is always taken. */
    enum FirstWeight {
        /** As many as came since the one taken before: weights add up to the number of mappings. */
        SINCE_LAST,
        /** 1: those that came since the one taken before have nobody to stand for them. */
        ONE
    }

    @ParameterizedTest
    @EnumSource
    void intervalsCoverTheTruth(FirstWeight firstWeight) {
        int[] covered = new int[LEAKS + 2];
        double widest = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Replay replay = new Replay(seed, firstWeight);
            replay.run();
            IntervalMerger merged = replay.script.merged();
            KindTotals totals = merged.totals().getFirst();
            assertEquals(
                    replay.outstanding.values().stream()
                            .mapToLong(Long::longValue)
                            .sum(),
                    totals.outstandingBytes());
            for (CallSiteRow row : merged.rows()) {
                ByteBounds bounds = row.ci95Bytes();
                long truth = replay.outstanding.getOrDefault(row.stackId(), 0L);
                assertTrue(bounds != null && bounds.low() <= row.outstandingBytes());
                covered[row.stackId()] += bounds.low() <= truth && truth <= bounds.high() ? 1 : 0;
                if (row.stackId() != CHURN) {
                    assertTrue(replay.mapped[row.stackId()] >= 1_000 && truth > totals.outstandingBytes() / 100);
                    double estimate = row.outstandingBytes();
                    widest = Math.max(widest, Math.max(bounds.high() - estimate, estimate - bounds.low()) / estimate);
                } else {
                    assertEquals(0, row.outstandingBytes());
                }
            }
        }
        System.out.println(
                "covered of " + SEEDS + ", " + firstWeight + ": " + Arrays.toString(covered) + ", widest ±" + widest);
        for (int site = CHURN; site <= CHURN + LEAKS; site++) {
            assertTrue(covered[site] >= 88, "site " + site + ": " + covered[site]);
        }
        assertTrue(widest <= 0.20, "±" + widest);
    }

    @Test
    void takingEveryStackIsExact() {
        Replay replay = new Replay(1, FirstWeight.SINCE_LAST);
        replay.periods = new int[] {1};
        replay.run();
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
        private final FirstWeight firstWeight;
        private final Map<Integer, Long> outstanding = new HashMap<>();
        private final long[] mapped = new long[LEAKS + 2];
        private final Cpu[] cpus = {new Cpu(), new Cpu()};
        private final Deque<Long> churning = new ArrayDeque<>();
        private int[] periods = {5, 7};
        private long nextPage;

        Replay(long seed, FirstWeight firstWeight) {
            this.random = new Random(seed);
            this.firstWeight = firstWeight;
            script.tick = TICK_NANOS;
        }

        void run() {
            for (int i = 0; i < EVENTS; i++) {
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
                weight = firstWeight == FirstWeight.ONE ? 1 : cpu.sinceLast;
            } else if (cpu.toNext == 0) {
                weight = cpu.period;
            }
            if (weight > 0) {
                cpu.toNext = cpu.period;
                cpu.sinceLast = 0;
            }
            return weight;
        }
    }
}
