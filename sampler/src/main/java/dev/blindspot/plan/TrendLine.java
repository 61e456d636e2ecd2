package dev.blindspot.plan;

import org.jspecify.annotations.Nullable;

/**
 * The straight line through what one process did, with its cycle, if it has one, taken out.
 *
 * @param slope per second
 * @param middleSecond where slope and level are estimated without telling of each other
 * @param level at that time
 * @param seconds of time it covers
 * @param weight how much it tells of the slope beside other processes'
 * @param straight whether nothing speaks against a straight line
 */
record TrendLine(Estimate slope, double middleSecond, Estimate level, double seconds, double weight, boolean straight) {
    private static final int HARMONICS = 2;
    private static final int COARSER = 4;
    private static final int LEAST_COARSE_BINS = 12;
    private static final int LINE_COLUMNS = 2;
    private static final double BEND_CONFIDENCE = 0.995;

    /**
     * Fits the line.
     *
     * <p>A short cycle may make what is slow and random look like nothing: next to each other its ups and downs cancel what
     * lasts. So the errors are estimated over coarser averages too, where it is gone, and the larger ones are believed.
     *
     * @param mostBins samples are averaged to no more points
     * @param period of the cycle in seconds; null for none
     * @return null where there are too few samples
     */
    static @Nullable TrendLine fit(Samples samples, int mostBins, @Nullable Double period) {
        TrendLine fine = fitOnce(samples, mostBins, period);
        int coarseBins = Math.min(mostBins, samples.size()) / COARSER;
        TrendLine coarse = fine == null || coarseBins < LEAST_COARSE_BINS ? null : fitOnce(samples, coarseBins, period);
        return fine == null || coarse == null
                ? fine
                : new TrendLine(
                        fine.slope().orLessSure(coarse.slope()),
                        fine.middleSecond(),
                        fine.level().orLessSure(coarse.level()),
                        fine.seconds(),
                        fine.weight(),
                        fine.straight() || coarse.straight());
    }

    private static @Nullable TrendLine fitOnce(Samples samples, int mostBins, @Nullable Double period) {
        Bins bins = Bins.of(samples, mostBins);
        double middle = 0;
        for (double second : bins.seconds()) {
            middle += second / bins.size();
        }
        double scale = samples.length() / 2;
        double[][] design = design(bins, middle, scale, period, false);
        Regression line = Regression.fit(design, bins.values(), bins.place());
        if (line == null) {
            return null;
        }
        return new TrendLine(
                line.estimate(1, scale),
                middle,
                line.estimate(0, 1),
                samples.length(),
                samples.size() * samples.length() * samples.length(),
                isStraight(bins, middle, scale, period));
    }

    /** A bend, or the two of an S, would show as a term of second or third degree. */
    private static boolean isStraight(Bins bins, double middle, double scale, @Nullable Double period) {
        Regression bent = Regression.fit(design(bins, middle, scale, period, true), bins.values(), bins.place());
        if (bent == null) {
            return true;
        }
        for (int column = LINE_COLUMNS; column < LINE_COLUMNS + 2; column++) {
            if (bent.estimate(column, 1).isPositive(BEND_CONFIDENCE)
                    || bent.estimate(column, -1).isPositive(BEND_CONFIDENCE)) {
                return false;
            }
        }
        return true;
    }

    private static double[][] design(Bins bins, double middle, double scale, @Nullable Double period, boolean bends) {
        int bendColumns = bends ? 2 : 0;
        int columns = LINE_COLUMNS + bendColumns + (period == null ? 0 : 2 * HARMONICS);
        double[][] design = new double[bins.size()][columns];
        for (int i = 0; i < bins.size(); i++) {
            double t = (bins.seconds()[i] - middle) / scale;
            design[i][0] = 1;
            design[i][1] = t;
            if (bends) {
                // Legendre's polynomials: next to independent of the line.
                design[i][2] = (3 * t * t - 1) / 2;
                design[i][3] = (5 * t * t * t - 3 * t) / 2;
            }
            for (int harmonic = 1; period != null && harmonic <= HARMONICS; harmonic++) {
                double phase = 2 * Math.PI * harmonic * (bins.seconds()[i] - middle) / period;
                int column = LINE_COLUMNS + bendColumns + 2 * (harmonic - 1);
                design[i][column] = Math.cos(phase);
                design[i][column + 1] = Math.sin(phase);
            }
        }
        return design;
    }

    /** As {@link #design}, for who looks for a period. */
    static double squaredError(Bins bins, double middle, double scale, @Nullable Double period) {
        LeastSquares fit = LeastSquares.fit(design(bins, middle, scale, period, false), bins.values());
        return fit == null ? Double.POSITIVE_INFINITY : fit.squaredError();
    }
}
