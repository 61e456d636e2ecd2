package dev.blindspot.sample;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.perf.AttachedEvent;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.EventSpecs;
import dev.blindspot.linux.perf.RecordWriter;
import dev.blindspot.linux.perf.Registers;
import dev.blindspot.linux.perf.Replay;
import dev.blindspot.linux.perf.RingImage;
import dev.blindspot.linux.perf.RingSizes;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;

/**
 * The kernel's rings of two CPUs, filled by a target that does not exist: it unmaps the range that has been there the
 * longest and maps another, with one of 256 stacks of 16 frames, in an order of no address; a fixed number of ranges
 * stays live. What the rings hold can be told again and again, each time as if it came after the time before.
 *
 * <p>Two of the same size tell the same, so that two readers of them can be compared.
 */
@NullMarked
public final class ReplayedRings implements AutoCloseable {
    /** Whose records these are. */
    public static final int PID = 4242;

    /** Distinct stacks. */
    public static final int STACKS = 256;

    private static final int CPUS = 2;
    private static final int FRAMES = 16;
    private static final int STACK_WORDS = 8;
    private static final int PAIRS_ON_A_CPU = 16;

    /** Ranges that are not mapped at a time. */
    private static final int SPARE = 240;

    private static final int MOST_PAGES = 31;
    private static final long PLACE_BYTES = 128 << 10;
    private static final long BASE = 0x7e00_0000_0000L;
    private static final int ANONYMOUS = 0x22;

    /** What is past is complete: a round takes all. So time goes on more slowly than the fastest reader reads. */
    private static final int LONGEST_STEP_NANOS = 40;

    private static final long START_NANOS = Machine.monotonicNanos() - 1_000_000_000;

    private final Registers registers = Registers.HERE;
    private final Random random = new Random(1);
    private final long[][] chains = new long[STACKS][FRAMES];
    private final long[] words = new long[STACK_WORDS];
    private final SampleConfig config;
    private final Replay replay;
    private final List<RingImage> images;
    private final int pairs;
    private final long spanNanos;
    private long timeNanos = START_NANOS;

    /**
     * Fills the rings.
     *
     * @param ringBytes of each CPU, some 200 for a record
     */
    public ReplayedRings(int live, long ringBytes) {
        config = new SampleConfig(AttachMode.SYSTEM, StackMode.ALL, false, ringBytes, 1_000_000_000);
        replay = new Replay(
                EventSpecs.replayed(Attacher.choice(false, config)),
                CPUS,
                new RingSizes(ringBytes, Machine.PAGE_BYTES));
        images = RingImage.of(replay);
        pairs = live + SPARE;
        for (long[] chain : chains) {
            Arrays.setAll(chain, i -> 0x40_0000L + random.nextInt(1 << 22));
        }
        fill(live);
        spanNanos = timeNanos - START_NANOS;
    }

    private void fill(int live) {
        int[] places = shuffled();
        long[] lengths = random.longs(pairs, 1, MOST_PAGES + 1)
                .map(pages -> pages * Machine.PAGE_BYTES)
                .toArray();
        for (int i = 0; i < pairs; i++) {
            int cpu = i / PAIRS_ON_A_CPU % CPUS;
            check(sample(EventRole.MUNMAP_ENTER, cpu)
                    .register(registers.argument(0), BASE + places[i] * PLACE_BYTES)
                    .register(registers.argument(1), lengths[i])
                    .end());
            int next = (i + live) % pairs;
            check(sample(EventRole.MMAP_EXIT, cpu)
                    .chain(chains[random.nextInt(STACKS)], FRAMES)
                    .register(registers.argument(1), lengths[next])
                    .register(registers.argument(3), ANONYMOUS)
                    .register(registers.returned(), BASE + places[next] * PLACE_BYTES)
                    .stack(words, STACK_WORDS)
                    .end());
        }
        check(replay.fill());
    }

    private int[] shuffled() {
        int[] places = new int[pairs];
        for (int i = 0; i < pairs; i++) {
            int j = random.nextInt(i + 1);
            places[i] = places[j];
            places[j] = i;
        }
        return places;
    }

    private RecordWriter sample(EventRole role, int cpu) {
        AttachedEvent event = replay.event(role, cpu);
        timeNanos += 1 + random.nextInt(LONGEST_STEP_NANOS);
        return replay.writer(event).sample(event, PID, PID, timeNanos);
    }

    /** Samples in all rings. */
    public int records() {
        return 2 * pairs;
    }

    /** The rings' memory. */
    public List<RingImage> images() {
        return images;
    }

    /** The event of a role on a CPU. */
    public AttachedEvent event(EventRole role, int cpu) {
        return replay.event(role, cpu);
    }

    /** CPUs that have rings. */
    public int cpus() {
        return CPUS;
    }

    /** Tells all once more, later; the rings must have been read to their ends. */
    public void again() {
        for (int i = 0; i < images.size(); i++) {
            images.get(i).later(spanNanos);
        }
        check(replay.again());
    }

    Replay replay() {
        return replay;
    }

    SampleConfig config() {
        return config;
    }

    /** Before the first sample. */
    static long startNanos() {
        return START_NANOS;
    }

    private static void check(boolean done) {
        if (!done) {
            throw new IllegalStateException("the rings are too small, or were not read to their ends");
        }
    }

    @Override
    public void close() {
        replay.close();
    }
}
