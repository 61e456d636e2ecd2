package dev.blindspot.detect;

import java.util.Arrays;

/**
 * A number over time; 0 before its first point.
 *
 * @param nanos monotonic, rising
 * @param values as many
 * @param followed whether each change is known, so that it stands still from a point to just before the next; else it was
 *     looked at now and then, and what it did between two looks is unknown
 */
@SuppressWarnings("ArrayRecordComponent") // never changed after it is made; points are compared nowhere
record Series(long[] nanos, double[] values, boolean followed) {
    private static final double Z95 = 1.96;

    static final Series ZERO = followed(new long[0], new double[0]);

    /** Of a number each change of which is known. */
    static Series followed(long[] nanos, double[] values) {
        return new Series(nanos, values, true);
    }

    /** Of a number that was looked at. */
    static Series lookedAt(long[] nanos, double[] values) {
        return new Series(nanos, values, false);
    }

    double last() {
        return values.length == 0 ? 0 : values[values.length - 1];
    }

    /** The value as of the last point not after {@code at}. */
    double at(long at) {
        int found = Arrays.binarySearch(nanos, at);
        int point = found >= 0 ? found : -found - 2;
        return point < 0 ? 0 : values[point];
    }

    /**
     * What it had come to by then, as far as anybody can tell. Of what was looked at that is the first look from then on:
     * all it gained since an earlier one it may have gained at once, and what is left of a rise is sure to be later.
     */
    double reachedBy(long at) {
        if (followed || values.length == 0) {
            return at(at);
        }
        int found = Arrays.binarySearch(nanos, at);
        return values[Math.min(found >= 0 ? found : -found - 1, values.length - 1)];
    }

    /** The least value that it is known to have had in a stretch of time. */
    double least(long from, long to) {
        double least = reachedBy(from);
        for (int i = 0; i < nanos.length; i++) {
            if (nanos[i] > from && nanos[i] <= to) {
                least = Math.min(least, values[i]);
            }
        }
        return least;
    }

    /** The largest share of its height so far that it ever lost, 0 to 1. */
    double largestFall() {
        double highest = 0;
        double largest = 0;
        for (double value : values) {
            highest = Math.max(highest, value);
            if (highest > 0) {
                largest = Math.max(largest, (highest - value) / highest);
            }
        }
        return largest;
    }

    /** The value on the line between the points around {@code at}; that of the nearest one outside of them. */
    double interpolated(long at) {
        int found = Arrays.binarySearch(nanos, at);
        int after = found >= 0 ? found : -found - 1;
        if (found >= 0 || after == 0 || after == nanos.length) {
            return nanos.length == 0 ? 0 : values[Math.min(after, nanos.length - 1)];
        }
        double share = (double) (at - nanos[after - 1]) / (nanos[after] - nanos[after - 1]);
        return values[after - 1] + share * (values[after] - values[after - 1]);
    }

    /** Theil–Sen: the median of the slopes between all pairs of points, per second; a burst does not bend it. */
    double slopePerSecond() {
        return slope().perSecond();
    }

    /**
     * The same with its interval, by the order of the slopes: no assumption on how the values scatter.
     *
     * <p>Source: Sen (1968), Estimates of the regression coefficient based on Kendall's tau, without ties.
     */
    Slope slope() {
        int n = nanos.length;
        double[] slopes = new double[Math.max(0, n * (n - 1) / 2)];
        int count = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                if (nanos[j] > nanos[i]) {
                    slopes[count++] = (values[j] - values[i]) * 1e9 / (nanos[j] - nanos[i]);
                }
            }
        }
        if (count == 0) {
            return new Slope(0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        Arrays.sort(slopes, 0, count);
        double half = Z95 * Math.sqrt(n * (n - 1.0) * (2.0 * n + 5) / 18) / 2;
        int low = (int) Math.floor((count - 1) / 2.0 - half);
        int high = (int) Math.ceil((count - 1) / 2.0 + half);
        return new Slope(
                (slopes[(count - 1) / 2] + slopes[count / 2]) / 2,
                low < 0 ? Double.NEGATIVE_INFINITY : slopes[low],
                high >= count ? Double.POSITIVE_INFINITY : slopes[high]);
    }

    /** The sum of both; both must have been sampled at the same times. */
    Series plus(Series other) {
        if (values.length == 0) {
            return other;
        }
        double[] sums = values.clone();
        for (int i = 0; i < other.values.length; i++) {
            sums[i] += other.values[i];
        }
        return new Series(nanos, sums, followed);
    }
}
