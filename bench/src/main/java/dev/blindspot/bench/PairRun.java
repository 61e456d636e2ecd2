package dev.blindspot.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Measures a {@link Pair} in turn, round by round, first one and then the other first: what the machine does besides hits
 * both alike.
 *
 * @param ours ns an operation, the median of rounds
 * @param theirs the same of the peer
 * @param ratio ours over theirs, within each round
 * @param noise ours over ours: each round's second run of it over the first
 * @param allocated bytes an operation of ours, over all rounds
 */
record PairRun(RatioInterval ours, RatioInterval theirs, RatioInterval ratio, RatioInterval noise, double allocated) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_ROUNDS = 20;

    /** Measures for so many rounds of so many ns for each. */
    static PairRun of(Pair pair, int rounds, long roundNanos) {
        pair.compare().run();
        spend(pair, pair.ours(), WARM_ROUNDS * roundNanos);
        spend(pair, pair.theirs(), WARM_ROUNDS / 4 * roundNanos);
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        double[] ratios = new double[rounds];
        double[] noise = new double[rounds];
        double allocated = 0;
        for (int i = 0; i < rounds; i++) {
            Spent first = spend(pair, pair.ours(), roundNanos);
            Spent peer = spend(pair, pair.theirs(), roundNanos);
            Spent second = spend(pair, pair.ours(), roundNanos);
            // The mean of before and after: a machine that grows slower or faster favours neither.
            ours[i] = (first.nanos + second.nanos) / 2;
            theirs[i] = peer.nanos;
            ratios[i] = ours[i] / theirs[i];
            noise[i] = second.nanos / first.nanos;
            allocated += first.bytes + second.bytes;
        }
        return new PairRun(
                RatioInterval.of(ours),
                RatioInterval.of(theirs),
                RatioInterval.of(ratios),
                RatioInterval.of(noise),
                allocated / (2 * rounds));
    }

    private record Spent(double nanos, double bytes) {}

    /** Runs one side until it has spent its time. */
    private static Spent spend(Pair pair, Runnable side, long atLeastNanos) {
        long nanos = 0;
        long bytes = 0;
        long operations = 0;
        while (nanos < atLeastNanos) {
            pair.before().run();
            long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
            long began = clock(pair);
            side.run();
            nanos += clock(pair) - began;
            bytes += THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
            operations += pair.operations();
        }
        return new Spent((double) nanos / operations, (double) bytes / operations);
    }

    private static long clock(Pair pair) {
        return pair.parallel() ? System.nanoTime() : THREADS.getCurrentThreadCpuTime();
    }
}
