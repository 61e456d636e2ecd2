package dev.blindspot.sample;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.perf.CommFilter;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.PerfResult;
import dev.blindspot.linux.perf.ProbeWindow;
import dev.blindspot.model.SamplerException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens a short window on the allocations of C code, now and then, so that all of it together costs the target no more
 * than its share.
 *
 * <p>What a window costs is reckoned from what it saw: how often each place was hit, and what a hit takes here
 * ({@link HitCosts}), for as long as the breakpoint was there, which is much longer than the window. The time to the next
 * follows from it. A window is as long as some thousand records take, for it is its ending that is dear.
 *
 * <p>Threads: {@link #run} on its own; {@link #stop} by any.
 */
final class MallocWindows implements Runnable {
    private static final long RECORDS_WANTED = 6_000;
    private static final long SHORTEST_NANOS = 2_000_000;
    private static final long FIRST_NANOS = 100_000_000;
    private static final long LONGEST_NANOS = 500_000_000;
    private static final long LEAST_PAUSE_NANOS = 250_000_000;

    /** Of the time in which there are breakpoints: others run into them too, and no account tells how often. */
    private static final int LEAST_PAUSES = 3;

    /** What a hit throws out of caches is paid later, and is in no record. */
    private static final double ALL_OF_A_HIT = 1.5;

    private static final long LONGEST_PAUSE_NANOS = 3_600_000_000_000L;

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
        long beganNanos = Machine.monotonicNanos();
        if (probes.open(filter()) instanceof PerfResult.Failed<Integer> failed) {
            failure = failed.text();
            return 0;
        }
        translator.costs().take();
        long startNanos = Machine.monotonicNanos();
        long weight = Math.clamp((startNanos + lengthNanos - lastEndNanos) / lengthNanos, 1, 1 << 20);
        translator.window(new MallocTranslator.Window(++number, startNanos, startNanos + lengthNanos, (int) weight));
        probes.begin();
        boolean ends = stopped.await(lengthNanos, TimeUnit.NANOSECONDS);
        long reportedNanos = Math.max(1, Machine.monotonicNanos() - startNanos);
        long lostNow = Math.max(0, probes.shut());
        translator.lost(lostNow);
        long leastPauseNanos = LEAST_PAUSE_NANOS + LEAST_PAUSES * (Machine.monotonicNanos() - beganNanos);
        lastEndNanos = startNanos + lengthNanos;
        if (!ends) {
            // The drain takes what the rings hold within two of its rounds.
            ends = stopped.await(LEAST_PAUSE_NANOS, TimeUnit.NANOSECONDS);
        }
        Map<EventRole, HitCosts.Cost> hits = translator.costs().take();
        long records =
                lostNow + hits.values().stream().mapToLong(HitCosts.Cost::hits).sum();
        long cost = cost(hits, records, lostNow, reportedNanos);
        costNanos += cost;
        if (ends) {
            return 0;
        }
        lengthNanos = Math.clamp(
                records == 0 ? lengthNanos * 4 : RECORDS_WANTED * reportedNanos / records,
                SHORTEST_NANOS,
                LONGEST_NANOS);
        return (long) Math.clamp(cost / share, leastPauseNanos, Math.max(leastPauseNanos, LONGEST_PAUSE_NANOS));
    }

    /** Of hits reported and not: as often as in the window they came for as long as the breakpoints were there. */
    private long cost(Map<EventRole, HitCosts.Cost> hits, long records, long lostNow, long reportedNanos) {
        HitCosts.Cost returns = hits.getOrDefault(EventRole.MALLOC_EXIT, HitCosts.Cost.NONE);
        double nanos = 0;
        for (Map.Entry<EventRole, HitCosts.Cost> place : hits.entrySet()) {
            EventRole role = place.getKey();
            if (role == EventRole.MALLOC_EXIT) {
                continue;
            }
            HitCosts.Cost of = place.getValue();
            long each = of.nanosEach() + (role == EventRole.FREE_ENTER ? 0 : returns.nanosEach());
            nanos += of.hits() * each * Math.max(1.0, (double) probes.presentNanos(role) / reportedNanos);
        }
        return (long) (records == 0 ? 0 : ALL_OF_A_HIT * nanos * records / Math.max(1, records - lostNow));
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
