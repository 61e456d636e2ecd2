package dev.blindspot.plan;

import java.util.Arrays;

/**
 * Samples made fewer: means over equally long stretches of time. A stretch without a sample has no bin.
 *
 * @param place which stretch each bin is, from 0: their distance counts, not their number
 * @param seconds mean time of each
 * @param values mean value of each
 */
@SuppressWarnings("ArrayRecordComponent") // never changed after it is made; compared nowhere
record Bins(int[] place, double[] seconds, double[] values) {
    /** At most {@code most} bins, and no more than there are samples. */
    static Bins of(Samples samples, int most) {
        int count = Math.min(most, samples.size());
        double[] times = new double[count];
        double[] sums = new double[count];
        int[] sizes = new int[count];
        double width = samples.length() / count;
        for (int i = 0; i < samples.size(); i++) {
            double from = samples.seconds()[i] - samples.seconds()[0];
            int bin = width == 0 ? 0 : (int) Math.min(count - 1, from / width);
            times[bin] += samples.seconds()[i];
            sums[bin] += samples.values()[i];
            sizes[bin]++;
        }
        int[] place = new int[count];
        int kept = 0;
        for (int bin = 0; bin < count; bin++) {
            if (sizes[bin] > 0) {
                place[kept] = bin;
                times[kept] = times[bin] / sizes[bin];
                sums[kept++] = sums[bin] / sizes[bin];
            }
        }
        return new Bins(Arrays.copyOf(place, kept), Arrays.copyOf(times, kept), Arrays.copyOf(sums, kept));
    }

    int size() {
        return place.length;
    }
}
