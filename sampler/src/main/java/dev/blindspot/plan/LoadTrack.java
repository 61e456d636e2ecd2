package dev.blindspot.plan;

import java.util.Arrays;

/**
 * A load gauge of one process, with the resident memory read beside it.
 *
 * @param load by time
 * @param memory at the same times
 */
record LoadTrack(Samples load, Samples memory) {
    /** Whether it only ever rises, and mostly does: a count of what was done since the start, not a load. */
    boolean isCounter() {
        double[] values = load.values();
        int rises = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] < values[i - 1]) {
                return false;
            }
            rises += values[i] > values[i - 1] ? 1 : 0;
        }
        return values.length >= Course.FEWEST_SAMPLES && rises > values.length / 2;
    }

    /** What it counts, per second. */
    LoadTrack perSecond() {
        int n = load.size() - 1;
        double[] rates = new double[n];
        for (int i = 0; i < n; i++) {
            rates[i] = (load.values()[i + 1] - load.values()[i]) / (load.seconds()[i + 1] - load.seconds()[i]);
        }
        double[] seconds = Arrays.copyOfRange(load.seconds(), 1, n + 1);
        return new LoadTrack(
                new Samples(seconds, rates), new Samples(seconds, Arrays.copyOfRange(memory.values(), 1, n + 1)));
    }
}
