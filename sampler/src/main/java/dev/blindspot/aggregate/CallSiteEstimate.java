package dev.blindspot.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * How far the truth may be from a row's outstanding bytes, when its stacks were sampled.
 *
 * <p>The estimate is a weighted sum over few or many sampled mappings; few make it skewed, so that a normal interval
 * around it would be too low. Fay and Feuer's gamma interval for weighted sums of counts fits both: it goes over into
 * the normal one, never reaches below 0, and says how much may be there when no sampled mapping is left.
 *
 * <p>Source: M. P. Fay, E. J. Feuer, Confidence intervals for directly standardized rates: a method based on the gamma
 * distribution, Statistics in Medicine 16 (1997); chi-square quantiles by Wilson and Hilferty (1931).
 */
final class CallSiteEstimate {
    /** The normal distribution's quantile at 97.5 %. */
    private static final double Z = 1.959964;

    private CallSiteEstimate() {}

    /**
     * The 95 % interval of a row's outstanding bytes; null where they are no estimate.
     *
     * @param row sums since the window's start
     * @param kindBytes what is outstanding of all rows of the kind, exactly: none can have more
     */
    static @Nullable ByteBounds ci95(CallSiteSums row, long kindBytes) {
        if (row.maxWeight() <= 1) {
            return null;
        }
        double bytes = Math.max(0, row.outstandingBytes());
        double variance = bytes == 0 ? 0 : Math.max(0, row.outstandingVariance());
        // What one more sampled mapping would have added.
        double step = row.mappedCount() <= 0 ? 0 : (double) row.maxWeight() * row.mappedBytes() / row.mappedCount();
        double low = variance == 0 ? bytes : variance / (2 * bytes) * chiSquare(-Z, 2 * bytes * bytes / variance);
        double spread = variance + step * step;
        double shifted = bytes + step;
        double high = spread == 0 ? bytes : spread / (2 * shifted) * chiSquare(Z, 2 * shifted * shifted / spread);
        long highest = Math.max(Math.round(bytes), Math.min(Math.round(high), kindBytes));
        return new ByteBounds((long) Math.floor(low), highest);
    }

    private static double chiSquare(double z, double degrees) {
        double ninth = 2 / (9 * degrees);
        double root = 1 - ninth + z * Math.sqrt(ninth);
        return root <= 0 ? 0 : degrees * root * root * root;
    }
}
