package dev.blindspot.plan;

import java.util.Arrays;

/** Quantiles of few numbers. */
final class Quantiles {
    private Quantiles() {}

    /** The least number that {@code share} of them do not exceed; NaN of none. */
    static double of(double[] numbers, double share) {
        if (numbers.length == 0) {
            return Double.NaN;
        }
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
    }
}
