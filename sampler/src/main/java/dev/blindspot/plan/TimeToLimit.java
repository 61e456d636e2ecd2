package dev.blindspot.plan;

import org.jspecify.annotations.Nullable;

/**
 * When a line reaches a limit, in seconds from its process's last sample; 0 where it is there already.
 *
 * @param low end of the 95 % interval
 * @param high end of it; infinite where the slope may be 0
 */
record TimeToLimit(double seconds, double low, double high) {
    private static final double PEAK_SHARE = 0.99;

    /**
     * When a process that grows reaches {@code limit}: not when its mean does, but when its peaks do.
     *
     * <p>Slope and level at the line's middle are estimated independently, so that the interval is Fieller's.
     *
     * @param slope it grows by per second, above 0
     * @return null where the process tells too little
     */
    static @Nullable TimeToLimit of(Course course, double skippedShare, Estimate slope, double limit) {
        TrendLine line = course.line(skippedShare, Course.MOST_BINS);
        if (line == null) {
            return null;
        }
        double room = limit
                - peaksAbove(course.samples().lastPart(skippedShare), line, slope)
                - line.level().value();
        double passed = course.samples().end() - line.middleSecond();
        double q = slope.quantile95();
        double slopeSquare = slope.value() * slope.value() - q * q * slope.variance();
        double levelError = line.level().variance() * q * q;
        // (room - slope h)² = q² (level variance + slope variance h²), solved for h.
        double root = Math.sqrt(Math.max(0, room * room * q * q * slope.variance() + slopeSquare * levelError));
        double low = slopeSquare <= 0 ? 0 : (room * slope.value() - root) / slopeSquare;
        double high = slopeSquare <= 0 ? Double.POSITIVE_INFINITY : (room * slope.value() + root) / slopeSquare;
        return new TimeToLimit(
                Math.max(0, room / slope.value() - passed), Math.max(0, low - passed), Math.max(0, high - passed));
    }

    private static double peaksAbove(Samples part, TrendLine line, Estimate slope) {
        double[] above = new double[part.size()];
        for (int i = 0; i < above.length; i++) {
            double mean = line.level().value() + slope.value() * (part.seconds()[i] - line.middleSecond());
            above[i] = part.values()[i] - mean;
        }
        return Math.max(0, Quantiles.of(above, PEAK_SHARE));
    }
}
