package dev.blindspot.sample;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.RingSet;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * How many faults, and how many mappings with their stacks, one sample stands for: set between rounds so that samples stay
 * under a rate.
 *
 * <p>Threads: the drain; {@link #thin} any. Allocation: none.
 */
final class SamplingPeriods implements AutoCloseable {
    /** Fault samples a second that all processes together may cause: 2 % of a core at 2 µs each, with room to spare. */
    private static final double FAULT_SAMPLES_PER_SECOND = 4_000;

    /** Stacks of mappings taken a second, at most, where not all are asked for. */
    private static final double STACKS_PER_SECOND = 1_000;

    /** Longer periods would leave a site of a thousand mappings with too few samples for ±20 %. */
    private static final int LONGEST_STACK_PERIOD = 13;

    private static final int LONGEST_FAULT_PERIOD = 5_000;

    /**
     * A round while stacks are thinned: each draws a new period. A loop that stays in step with one period has all its
     * samples of a round at one site, so the error of what it is estimated by falls with the number of rounds.
     */
    private static final int SHORTEST_ROUND_MILLIS = 2;

    /** So many mappings a round, for setting a period interrupts each CPU; but at least one round a pace. */
    private static final double MAPPINGS_PER_ROUND = 64;

    /** Setting a period takes less than this unless this thread has to wait meanwhile; faults are not sampled then. */
    private static final long UNWEIGHED_NANOS = 250_000;

    private static final long PACE_NANOS = 20_000_000;

    private final RingSet rings;
    private final RecordHandler handler;
    private final FaultWeights faultWeights;
    private final TargetFaults targetFaults;
    private final PeriodLadder faultPeriods;
    private final PeriodLadder stackPeriods;
    private final boolean setsPeriods;
    private final boolean thinsStacks;
    private volatile double faultFactor = 1;
    private volatile double stackFactor = 1;
    private long pacedNanos;
    private long pacedFaults;
    private long pacedTargetFaults;
    private long pacedMappings;
    private int stackPeriod = 1;
    private int thinningRoundMillis = SHORTEST_ROUND_MILLIS;

    SamplingPeriods(Attachment attachment, RecordHandler handler, FaultWeights faultWeights, long nowNanos) {
        this.rings = attachment.rings();
        this.handler = handler;
        this.faultWeights = faultWeights;
        this.targetFaults = new TargetFaults(handler.pid());
        this.pacedNanos = nowNanos;
        RandomGenerator random = new SplittableRandom();
        this.faultPeriods = new PeriodLadder(FAULT_SAMPLES_PER_SECOND, LONGEST_FAULT_PERIOD, random);
        this.stackPeriods = new PeriodLadder(STACKS_PER_SECOND, LONGEST_STACK_PERIOD, random);
        // Inherited events keep the period they were born with, so per thread every stack and every fault is taken.
        this.setsPeriods = attachment.mode() == AttachMode.SYSTEM;
        this.thinsStacks = setsPeriods && rings.specs().stream().anyMatch(spec -> spec.role() == EventRole.MMAP_STACK);
    }

    /** Samples so much less from now on than rates allow; any thread. */
    void thin(double faults, double stacks) {
        faultFactor = faults;
        stackFactor = stacks;
    }

    /** How long a round may be for periods to be drawn anew; 0 while every stack is taken. */
    int roundMillis() {
        return stackPeriod > 1 ? thinningRoundMillis : 0;
    }

    /** After a round: sets what is to be set; false where faults of the target may have been missed meanwhile. */
    boolean set(long now) {
        if (now - pacedNanos >= PACE_NANOS) {
            return pace(now);
        }
        if (stackPeriod > 1) {
            setStackPeriod(stackPeriods.redraw());
        }
        return true;
    }

    private boolean pace(long now) {
        double seconds = (now - pacedNanos) / 1e9;
        double faults = (handler.faultSamples() - pacedFaults) * (double) faultWeights.period() / seconds;
        double mappings = (handler.mappings() - pacedMappings) / seconds;
        pacedNanos = now;
        pacedFaults = handler.faultSamples();
        pacedMappings = handler.mappings();
        int faultPeriod = faultPeriods.next(faults / faultFactor);
        // Setting a period interrupts each CPU. A new one of the same length is only for who may be in step with the
        // old one.
        boolean drawn = handler.targetFaultSamples() > pacedTargetFaults || !faultPeriods.holds(faultWeights.period());
        pacedTargetFaults = handler.targetFaultSamples();
        boolean nothingMissed =
                !setsPeriods || !drawn || faultPeriod == faultWeights.period() || setFaultPeriod(faultPeriod);
        if (thinsStacks) {
            setStackPeriod(stackPeriods.next(mappings / stackFactor));
            thinningRoundMillis = (int)
                    Math.clamp(1_000 * MAPPINGS_PER_ROUND / mappings, SHORTEST_ROUND_MILLIS, PACE_NANOS / 1_000_000);
        }
        return nothingMissed;
    }

    /** Whether no fault of the target can have been missed: it took no longer than usual, or the target had none meanwhile. */
    private boolean setFaultPeriod(int period) {
        long faults = targetFaults.count();
        long beganNanos = Machine.monotonicNanos();
        rings.setPeriod(EventRole.FAULT, period);
        long endedNanos = Machine.monotonicNanos();
        faultWeights.changed(endedNanos, period);
        return endedNanos - beganNanos <= UNWEIGHED_NANOS
                || (faults != TargetFaults.UNKNOWN && faults == targetFaults.count());
    }

    private void setStackPeriod(int period) {
        if (period != stackPeriod) {
            rings.setPeriod(EventRole.MMAP_STACK, period);
            stackPeriod = period;
        }
    }

    @Override
    public void close() {
        targetFaults.close();
    }
}
