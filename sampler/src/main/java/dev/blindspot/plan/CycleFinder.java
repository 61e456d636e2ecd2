package dev.blindspot.plan;

import org.jspecify.annotations.Nullable;

/**
 * Finds a cycle that is long against the time looked at: a day within three. Left in, its unfinished turn would be taken
 * for growth. Short cycles, a collector's sawtooth, need no finding: they are averaged out.
 */
final class CycleFinder {
    private static final int BINS = 96;
    private static final int CANDIDATES = 60;
    private static final double DAY_SECONDS = 86_400;

    /** At least so many whole turns must have been seen. */
    private static final double LEAST_TURNS = 2;

    /** More turns than this in the time are averaged out. */
    private static final double MOST_TURNS = 24;

    /** It must explain so much of what a line leaves unexplained; what wanders at random explains less. */
    private static final double LEAST_EXPLAINED = 0.75;

    private CycleFinder() {}

    /** The period in seconds; null if there is none. */
    static @Nullable Double period(Samples samples) {
        Bins bins = Bins.of(samples, BINS);
        double length = samples.length();
        if (bins.size() < BINS / 2 || length == 0) {
            return null;
        }
        double middle = samples.seconds()[0] + length / 2;
        double unexplained = TrendLine.squaredError(bins, middle, length / 2, null) * (1 - LEAST_EXPLAINED);
        double best = unexplained;
        Double period = null;
        for (int i = 0; i <= CANDIDATES; i++) {
            double turns = LEAST_TURNS * Math.pow(MOST_TURNS / LEAST_TURNS, (double) i / CANDIDATES);
            double error = TrendLine.squaredError(bins, middle, length / 2, length / turns);
            if (error < best) {
                best = error;
                period = length / turns;
            }
        }
        // What is nearly a day is one.
        if (period != null && Math.abs(period / DAY_SECONDS - 1) < 0.1 && length >= LEAST_TURNS * DAY_SECONDS) {
            return DAY_SECONDS;
        }
        return period;
    }
}
