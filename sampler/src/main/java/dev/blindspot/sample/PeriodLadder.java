package dev.blindspot.sample;

import java.util.random.RandomGenerator;

/**
 * Chooses how many occurrences one sample stands for, so that samples stay under a rate.
 *
 * <p>Periods beyond 1 are primes, a few a step, and the choice between them is drawn anew each time: a loop in the target
 * stays in step with none for long.
 */
final class PeriodLadder {
    private static final int[][] STEPS = {
        {1},
        {2, 3},
        {5, 7, 11, 13},
        {17, 19, 23},
        {37, 41, 43},
        {83, 89},
        {167, 173},
        {337, 347},
        {677, 683},
        {1361, 1367},
        {4093, 4099}
    };

    private final double samplesPerSecond;
    private final int lastStep;
    private final RandomGenerator random;
    private int step;

    /**
     * @param samplesPerSecond the rate to stay under
     * @param longestPeriod no step is taken that goes beyond it, whatever the rate
     */
    PeriodLadder(double samplesPerSecond, int longestPeriod, RandomGenerator random) {
        this.samplesPerSecond = samplesPerSecond;
        this.random = random;
        int last = 0;
        while (last + 1 < STEPS.length && STEPS[last + 1][STEPS[last + 1].length - 1] <= longestPeriod) {
            last++;
        }
        this.lastStep = last;
    }

    /**
     * The period for the time to come.
     *
     * @param occurrencesPerSecond what was seen lately; a step down is taken only well below the limit, so that a rate
     *     near it does not flutter
     */
    int next(double occurrencesPerSecond) {
        while (step < lastStep && occurrencesPerSecond / STEPS[step][0] > samplesPerSecond) {
            step++;
        }
        while (step > 0 && occurrencesPerSecond / STEPS[step - 1][0] < samplesPerSecond / 2) {
            step--;
        }
        return redraw();
    }

    /** Whether a period is one of the step last taken. */
    boolean holds(int period) {
        for (int each : STEPS[step]) {
            if (each == period) {
                return true;
            }
        }
        return false;
    }

    /** Another period of the step last taken. */
    int redraw() {
        return STEPS[step][random.nextInt(STEPS[step].length)];
    }
}
