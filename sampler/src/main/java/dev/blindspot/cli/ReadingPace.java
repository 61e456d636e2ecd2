package dev.blindspot.cli;

/**
 * When a reading that costs is due again: at each beat while it is cheap, else so seldom that it keeps to 2 % of a core over
 * any stretch of time but ten seconds of credit.
 *
 * <p>The first readings take many times what later ones do, for their code is not compiled yet: without the credit the pause
 * after one of them would be most of a short recording.
 *
 * <p>Units: CPU time of the thread that reads; the pauses it makes for the target's sake cost nobody. Threads: one.
 */
final class ReadingPace {
    private static final long COST_SHARE = 50;
    private static final long CREDIT_NANOS = 10_000_000_000L;

    private final long intervalNanos;
    private long dueNanos = Long.MIN_VALUE;
    /** When all that was spent so far will have been 2 % of the time. */
    private long paidNanos = Long.MIN_VALUE;

    ReadingPace(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    boolean isDue(long nowNanos) {
        return nowNanos >= dueNanos;
    }

    /**
     * One was done; half an interval early counts as the next beat.
     *
     * @param factor how much of the usual share it may take
     */
    void spent(long beganNanos, long cpuNanos, double factor) {
        paidNanos = Math.max(paidNanos, beganNanos) + (long) (cpuNanos * COST_SHARE / factor);
        dueNanos = Math.max(beganNanos + intervalNanos, paidNanos - CREDIT_NANOS) - intervalNanos / 2;
    }
}
