package dev.blindspot.bench;

import java.util.Arrays;

/**
 * The median of ratios with the interval that holds the true median in at least 95 of 100 runs, by order statistics: no
 * assumption on how the ratios are spread.
 *
 * @param pairs how many ratios; below 6 no interval reaches 95 %, and the widest is given
 */
public record RatioInterval(double median, double low, double high, int pairs) {
    private static final double CONFIDENCE = 0.95;

    /** Of values over others, pair by pair; there may be more of the others. */
    public static RatioInterval of(double[] values, double[] over) {
        double[] ratios = new double[values.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = values[i] / over[i];
        }
        return of(ratios);
    }

    /** Of so many ratios. */
    public static RatioInterval of(double[] ratios) {
        double[] sorted = ratios.clone();
        Arrays.sort(sorted);
        int count = sorted.length;
        int cut = 0;
        while (cut + 1 < count / 2 && coverage(count, cut + 1) >= CONFIDENCE) {
            cut++;
        }
        double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
        return new RatioInterval(median, sorted[cut], sorted[count - 1 - cut], count);
    }

    /** How likely the median lies between the values left when so many are cut from each end. */
    private static double coverage(int count, int cut) {
        double outside = 0;
        double choose = 1;
        for (int i = 0; i <= cut; i++) {
            outside += choose;
            choose = choose * (count - i) / (i + 1);
        }
        return 1 - 2 * outside * Math.pow(0.5, count);
    }
}
