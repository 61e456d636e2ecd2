package dev.blindspot.sample;

import dev.blindspot.event.EventChannel;
import dev.blindspot.linux.Machine;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullMarked;

/**
 * A {@link ReplayedTarget} in real time: the calling thread writes its records at a rate as the kernel does, dropping what
 * finds no room, while the drain runs as in a recording.
 */
@NullMarked
public final class TimedReplay implements AutoCloseable {
    private static final long TICK_NANOS = 1_000_000;

    /** A record of a mapping and one of an unmapping, on average. */
    private static final int RECORD_BYTES = 208;

    private final ReplayedRings rings;
    private final ReplayedDrain drain;
    private final long wakeAfter;
    private long told;
    private long dropped;
    private long sinceWake;

    public TimedReplay(int live, long ringBytes, EventChannel channel) {
        rings = new ReplayedRings(live, ringBytes);
        drain = new ReplayedDrain(rings, List.of(channel));
        // The kernel wakes the drain where a quarter of a ring is full.
        wakeAfter = ringBytes / 4 / RECORD_BYTES;
    }

    /** Tells so many records a second for so long; the CPU time the drain took for them. */
    public long run(int eventsPerSecond, int seconds) throws InterruptedException {
        long[] cpu = new long[1];
        Thread drainThread = Thread.ofPlatform().name("drain").start(() -> {
            drain.drain().run();
            cpu[0] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        });
        long began = System.nanoTime();
        long all = (long) eventsPerSecond * seconds;
        for (long tick = 0; told < all; tick++) {
            long due = Math.min(all, (tick + 1) * eventsPerSecond / (1_000_000_000 / TICK_NANOS));
            while (told < due) {
                pair();
            }
            LockSupport.parkNanos(began + (tick + 1) * TICK_NANOS - System.nanoTime());
        }
        drain.drain().stop();
        drainThread.join();
        return cpu[0];
    }

    private void pair() {
        ReplayedTarget target = rings.target();
        dropped += target.unmap(Machine.monotonicNanos()) ? 0 : 1;
        dropped += target.map(Machine.monotonicNanos()) ? 0 : 1;
        told += 2;
        sinceWake += 2;
        if (sinceWake >= wakeAfter) {
            sinceWake = 0;
            drain.drain().wake();
        }
    }

    /** Records the target made. */
    public long told() {
        return told;
    }

    /** Those that found no room. */
    public long dropped() {
        return dropped;
    }

    @Override
    public void close() {
        drain.free();
        rings.close();
    }
}
