package dev.blindspot.sample;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.perf.AttachedEvent;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.EventSpecs;
import dev.blindspot.linux.perf.Replay;
import dev.blindspot.linux.perf.RingImage;
import dev.blindspot.linux.perf.RingSizes;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;

/**
 * The kernel's rings of two CPUs, for a {@link ReplayedTarget}. What they hold can be told again and again, each time as
 * if it came after the time before. Two of the same size hold the same, so that two readers of them can be compared.
 */
@NullMarked
public final class ReplayedRings implements AutoCloseable {
    /** Whose records these are. */
    public static final int PID = ReplayedTarget.PID;

    /** Distinct stacks. */
    public static final int STACKS = ReplayedTarget.STACKS;

    /** CPUs that have rings. */
    public static final int CPUS = ReplayedTarget.CPUS;

    /** What is past is complete: a round takes all. So time goes on more slowly than the fastest reader reads. */
    private static final int LONGEST_STEP_NANOS = 40;

    private static final long START_NANOS = Machine.monotonicNanos() - 1_000_000_000;

    private final Random random = new Random(2);
    private final SampleConfig config;
    private final Replay replay;
    private final List<RingImage> images;
    private final ReplayedTarget target;
    private long timeNanos = START_NANOS;
    private long spanNanos;

    /** Empty rings, of so many bytes for each CPU. */
    public ReplayedRings(int live, long ringBytes) {
        config = new SampleConfig(AttachMode.SYSTEM, StackMode.ALL, false, ringBytes, 1_000_000_000);
        replay = new Replay(
                EventSpecs.replayed(Attacher.choice(false, config)),
                CPUS,
                new RingSizes(ringBytes, Machine.PAGE_BYTES));
        images = RingImage.of(replay);
        target = new ReplayedTarget(replay, live);
    }

    /** The same, filled with what the target does until the same ranges are live; some 200 bytes a record. */
    public static ReplayedRings filled(int live, long ringBytes) {
        ReplayedRings rings = new ReplayedRings(live, ringBytes);
        for (int i = 0; i < rings.target.pairs(); i++) {
            check(rings.target.unmap(rings.step()));
            check(rings.target.map(rings.step()));
        }
        check(rings.replay.fill());
        rings.spanNanos = rings.timeNanos - START_NANOS;
        return rings;
    }

    private long step() {
        timeNanos += 1 + random.nextInt(LONGEST_STEP_NANOS);
        return timeNanos;
    }

    /** The rings' memory. */
    public List<RingImage> images() {
        return images;
    }

    /** The event of a role on a CPU. */
    public AttachedEvent event(EventRole role, int cpu) {
        return replay.event(role, cpu);
    }

    /** Tells all once more, later; the rings must have been read to their ends. */
    public void again() {
        for (int i = 0; i < images.size(); i++) {
            images.get(i).later(spanNanos);
        }
        check(replay.again());
    }

    ReplayedTarget target() {
        return target;
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
