package dev.blindspot.detect;

/**
 * The contract's rule for growth: gained at least 4 MiB or 1,000 objects and 5 % of itself in the window, and still
 * growing in its last third. What is looked at must have been seen to grow there: by looks within it.
 *
 * <p>What fills up and is emptied again and again rises most of the time and yet does not grow: after a fall by half,
 * only a bottom that rises too counts.
 */
final class Growth {
    static final long LEAST_BYTES = 4L << 20;
    static final long LEAST_OBJECTS = 1_000;

    private static final double LEAST_SHARE = 0.05;
    private static final double NOISE_SHARE = 0.01;
    private static final double FALL_OF_A_CYCLE = 0.5;

    private Growth() {}

    /**
     * Whether it grows as a suspect does.
     *
     * @param gained of what is old enough to be judged
     * @param least of bytes or objects
     */
    static boolean isSuspect(Series series, long gained, long least, long startNanos, long endNanos) {
        return isMuch(series, gained, least) && stillGrows(series, startNanos, endNanos);
    }

    /** Whether it gained what is worth a suspicion, at whatever time. */
    static boolean isMuch(Series series, long gained, long least) {
        return gained >= least && gained >= LEAST_SHARE * series.last();
    }

    /** Whether it is higher at the end than a third of the window before, and not as a part of a cycle. */
    static boolean stillGrows(Series series, long startNanos, long endNanos) {
        long third = (endNanos - startNanos) / 3;
        double end = series.last();
        if (end - series.reachedBy(endNanos - third) <= NOISE_SHARE * end) {
            return false;
        }
        if (series.largestFall() < FALL_OF_A_CYCLE) {
            return true;
        }
        double bottom = series.least(endNanos - third, endNanos);
        double bottomBefore = series.least(endNanos - 2 * third, endNanos - third);
        return bottom - bottomBefore > NOISE_SHARE * end;
    }

    /** Whether some of it came in each third of the window. */
    static boolean roseInEachThird(Series series, long startNanos, long endNanos) {
        long third = (endNanos - startNanos) / 3;
        double second = series.reachedBy(startNanos + third);
        double last = series.reachedBy(endNanos - third);
        return series.values()[0] < second && second < last && last < series.last();
    }
}
