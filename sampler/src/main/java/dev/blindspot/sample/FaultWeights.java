package dev.blindspot.sample;

import java.util.Arrays;

/**
 * How many faults a fault sample of a CPU stands for, while the period changes.
 *
 * <p>A new period restarts the kernel's count, and the very next fault is a sample: it stands for itself, and for those
 * since the last sample of the old period, of which there were half a period in the mean. The one after it completes the
 * first new period, each one after that a whole period. Where a period of more than two begins, the first takes one fault
 * from the second's: a weight of one would say that faults are told one by one, and those after it may get no sample.
 *
 * <p>Threads: the drain. Allocation: none.
 */
final class FaultWeights {
    private final long[] samplesSinceChange;
    private long changedNanos = Long.MIN_VALUE;
    private int before;
    private int now;

    FaultWeights(int cpus, int period) {
        samplesSinceChange = new long[cpus];
        Arrays.fill(samplesSinceChange, 1);
        before = period;
        now = period;
    }

    /** From this time on samples come at another period. */
    void changed(long atNanos, int period) {
        before = now;
        now = period;
        changedNanos = atNanos;
        Arrays.fill(samplesSinceChange, 0);
    }

    int period() {
        return now;
    }

    /** Weight of the next sample of a CPU, in the order they were taken. */
    int weigh(int cpu, long timeNanos) {
        if (timeNanos < changedNanos) {
            return before;
        }
        long earlier = samplesSinceChange[cpu]++;
        int first = now > 2 ? 2 : 1;
        return earlier == 0 ? first + (before - 1) / 2 : earlier == 1 && now > 1 ? now - first : now;
    }
}
