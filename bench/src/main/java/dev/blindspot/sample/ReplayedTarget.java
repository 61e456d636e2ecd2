package dev.blindspot.sample;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.perf.AttachedEvent;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.RecordWriter;
import dev.blindspot.linux.perf.Registers;
import dev.blindspot.linux.perf.Replay;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.NullMarked;

/**
 * A target that does not exist: it unmaps the range that has been there the longest and maps another, with one of 256
 * stacks of 16 frames, in an order of no address; a fixed number of ranges stays live. Two of the same size do the same.
 */
@NullMarked
final class ReplayedTarget {
    /** Whose records these are. */
    static final int PID = 4242;

    /** Distinct stacks. */
    static final int STACKS = 256;

    static final int CPUS = 2;

    private static final int FRAMES = 16;
    private static final int STACK_WORDS = 8;
    private static final int PAIRS_ON_A_CPU = 16;

    /** Ranges that are not mapped at a time. */
    private static final int SPARE = 240;

    private static final int MOST_PAGES = 31;
    private static final long PLACE_BYTES = 128 << 10;
    private static final long BASE = 0x7e00_0000_0000L;
    private static final int ANONYMOUS = 0x22;

    private final Registers registers = Registers.HERE;
    private final Random random = new Random(1);
    private final long[][] chains = new long[STACKS][FRAMES];
    private final long[] words = new long[STACK_WORDS];
    private final Replay replay;
    private final int live;
    private final int pairs;
    private final int[] places;
    private final long[] lengths;
    private int next;

    ReplayedTarget(Replay replay, int live) {
        this.replay = replay;
        this.live = live;
        this.pairs = live + SPARE;
        for (long[] chain : chains) {
            Arrays.setAll(chain, i -> 0x40_0000L + random.nextInt(1 << 22));
        }
        places = shuffled();
        lengths = random.longs(pairs, 1, MOST_PAGES + 1)
                .map(pages -> pages * Machine.PAGE_BYTES)
                .toArray();
    }

    private int[] shuffled() {
        int[] order = new int[pairs];
        for (int i = 0; i < pairs; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** After so many pairs the same ranges are live. */
    int pairs() {
        return pairs;
    }

    /** The CPU it runs on now. */
    int cpu() {
        return next / PAIRS_ON_A_CPU % CPUS;
    }

    /** Unmaps; false if the ring had no room for the record. */
    boolean unmap(long timeNanos) {
        return sample(EventRole.MUNMAP_ENTER, timeNanos)
                .register(registers.argument(0), BASE + places[next] * PLACE_BYTES)
                .register(registers.argument(1), lengths[next])
                .end();
    }

    /** Maps and goes on; false if the ring had no room for the record. */
    boolean map(long timeNanos) {
        int mapped = (next + live) % pairs;
        boolean told = sample(EventRole.MMAP_EXIT, timeNanos)
                .chain(chains[random.nextInt(STACKS)], FRAMES)
                .register(registers.argument(1), lengths[mapped])
                .register(registers.argument(3), ANONYMOUS)
                .register(registers.returned(), BASE + places[mapped] * PLACE_BYTES)
                .stack(words, STACK_WORDS)
                .end();
        next = (next + 1) % pairs;
        return told;
    }

    private RecordWriter sample(EventRole role, long timeNanos) {
        AttachedEvent event = replay.event(role, cpu());
        return replay.writer(event).sample(event, PID, PID, timeNanos);
    }
}
