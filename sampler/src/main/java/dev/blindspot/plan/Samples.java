package dev.blindspot.plan;

import java.util.Arrays;

/**
 * A quantity of one process over time.
 *
 * @param seconds rising; all of a plan count from the same instant
 * @param values as many
 */
@SuppressWarnings("ArrayRecordComponent") // never changed after it is made; compared nowhere
record Samples(double[] seconds, double[] values) {
    int size() {
        return seconds.length;
    }

    /** Time from the first sample to the last. */
    double length() {
        return size() == 0 ? 0 : end() - seconds[0];
    }

    double end() {
        return seconds[size() - 1];
    }

    /** Those not before a time. */
    Samples from(double second) {
        int first = 0;
        while (first < size() && seconds[first] < second) {
            first++;
        }
        return new Samples(Arrays.copyOfRange(seconds, first, size()), Arrays.copyOfRange(values, first, size()));
    }

    /** The last part of the time: all of it for 0, its last half for 0.5. */
    Samples lastPart(double skippedShare) {
        return skippedShare == 0 || size() == 0 ? this : from(seconds[0] + skippedShare * length());
    }

    double mean() {
        return Arrays.stream(values).average().orElse(0);
    }

    /** Collects samples in the order of time. */
    static final class Builder {
        private double[] seconds = new double[64];
        private double[] values = new double[64];
        private int size;

        /** Of a time before the last one, which a damaged recording may have, it is as of that. */
        void add(double second, double value) {
            if (size == seconds.length) {
                seconds = Arrays.copyOf(seconds, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            seconds[size] = size == 0 ? second : Math.max(second, seconds[size - 1]);
            values[size++] = value;
        }

        /** As many zeros at the same times. */
        Builder zeros() {
            Builder zeros = new Builder();
            for (int i = 0; i < size; i++) {
                zeros.add(seconds[i], 0);
            }
            return zeros;
        }

        Samples build() {
            return new Samples(Arrays.copyOf(seconds, size), Arrays.copyOf(values, size));
        }
    }
}
