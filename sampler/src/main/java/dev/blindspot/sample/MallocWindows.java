package dev.blindspot.sample;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.perf.CommFilter;
import dev.blindspot.linux.perf.PerfResult;
import dev.blindspot.linux.perf.ProbeWindow;
import dev.blindspot.model.SamplerException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens a short window on the allocations of C code, now and then, so that all of it together costs the target no more
 * than its share.
 *
 * <p>What a window costs is reckoned from what it saw: each record, and each hit of a breakpoint that was not gone yet
 * while the events were being closed. The time to the next follows from it. A window is as long as a thousand records
 * take.
 *
 * <p>Threads: {@link #run} on its own; {@link #stop} by any.
 */
final class MallocWindows implements Runnable {
    /** A hit with its record, some with a stack; and one that is not reported: both rather too much. */
    private static final long RECORD_NANOS = 5_000;

    private static final long HIT_NANOS = 2_500;

    private static final long RECORDS_WANTED = 1_500;
    private static final long SHORTEST_NANOS = 2_000_000;
    private static final long FIRST_NANOS = 5_000_000;
    private static final long LONGEST_NANOS = 500_000_000;
    private static final long LEAST_PAUSE_NANOS = 250_000_000;
    private static final long LONGEST_PAUSE_NANOS = 60_000_000_000L;

    private final int pid;
    private final ProbeWindow probes;
    private final MallocTranslator translator;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile double share;
    private volatile long costNanos;
    private volatile @Nullable String failure;
    private long lengthNanos = FIRST_NANOS;
    private long lastEndNanos = Machine.monotonicNanos();
    private long number;

    /** @param share of one core that it may cost the target */
    MallocWindows(int pid, ProbeWindow probes, MallocTranslator translator, double share) {
        this.pid = pid;
        this.probes = probes;
        this.translator = translator;
        this.share = share;
    }

    /** Costs no more than this share of a core from the next window on; 0 ends it for good. */
    void share(double allowed) {
        share = allowed;
    }

    /** What all windows so far have cost the target, reckoned. */
    long costNanos() {
        return costNanos;
    }

    /** Why no window could be opened; null if they could. */
    @Nullable
    String failure() {
        return failure;
    }

    void stop() {
        stopped.countDown();
    }

    @Override
    public void run() {
        try (probes) {
            long pauseNanos = LEAST_PAUSE_NANOS;
            while (failure == null && share > 0 && !stopped.await(pauseNanos, TimeUnit.NANOSECONDS)) {
                pauseNanos = window();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One window; the pause after it. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes them
    private long window() throws InterruptedException {
        long openedNanos = Machine.monotonicNanos();
        if (probes.open(filter()) instanceof PerfResult.Failed<Integer> failed) {
            failure = failed.text();
            return 0;
        }
        long seenBefore = translator.seen();
        long startNanos = Machine.monotonicNanos();
        long weight = Math.clamp((startNanos + lengthNanos - lastEndNanos) / lengthNanos, 1, 1 << 20);
        translator.window(new MallocTranslator.Window(++number, startNanos, startNanos + lengthNanos, (int) weight));
        probes.begin();
        boolean ends = stopped.await(lengthNanos, TimeUnit.NANOSECONDS);
        long endNanos = Machine.monotonicNanos();
        long lostNow = probes.shut();
        translator.lost(Math.max(0, lostNow));
        long closedNanos = Machine.monotonicNanos();
        lastEndNanos = startNanos + lengthNanos;
        if (ends) {
            return 0;
        }
        // The drain takes what the rings hold within two of its rounds.
        stopped.await(LEAST_PAUSE_NANOS, TimeUnit.NANOSECONDS);
        long records = translator.seen() - seenBefore + Math.max(0, lostNow);
        double perSecond = records * 1e9 / Math.max(1, endNanos - startNanos);
        // The places hit most are closed first, and are gone before a quarter of the closing is done.
        double unreported = perSecond * ((closedNanos - endNanos) / 4 + startNanos - openedNanos) / 1e9;
        long cost = records * RECORD_NANOS + (long) (unreported * HIT_NANOS);
        costNanos += cost;
        lengthNanos = Math.clamp(
                records == 0 ? lengthNanos * 4 : (long) (RECORDS_WANTED * 1e9 / Math.max(1, perSecond)),
                SHORTEST_NANOS,
                LONGEST_NANOS);
        return (long) Math.clamp(cost / share, LEAST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
    }

    /** The names its threads have now: others' calls need no record. */
    private @Nullable String filter() {
        try {
            return CommFilter.of(ThreadNames.of(pid)) instanceof CommFilter.Text(String text) ? text : null;
        } catch (SamplerException e) {
            return null;
        }
    }
}
