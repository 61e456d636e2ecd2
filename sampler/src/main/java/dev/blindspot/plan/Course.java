package dev.blindspot.plan;

import org.jspecify.annotations.Nullable;

/**
 * What one process did, and in what cycle.
 *
 * @param period in seconds; null where there is none, or a short one, which is averaged out
 */
record Course(Samples samples, @Nullable Double period) {
    static final int FEWEST_SAMPLES = 8;
    static final int MOST_BINS = 48;

    private static final double LEAST_TURNS_LEFT = 1.5;

    static Course of(Samples samples) {
        return new Course(samples, CycleFinder.period(samples));
    }

    /** Its line from a share of its time on, through no more points than that; null if too little is left. */
    @Nullable
    TrendLine line(double skippedShare, int mostBins) {
        Samples part = samples.lastPart(skippedShare);
        if (part.size() < FEWEST_SAMPLES || (period != null && part.length() < LEAST_TURNS_LEFT * period)) {
            return null;
        }
        return TrendLine.fit(part, mostBins, period);
    }
}
