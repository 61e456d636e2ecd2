package dev.blindspot.sample;

import dev.blindspot.model.Note;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Keeps what a recording costs under the share of one core it may: its own CPU and what it causes in the target, by its own
 * account. What is worth least is thinned first: allocations of C code, then faults, snapshots, stacks, and at last events.
 *
 * <p>Threads: one.
 */
public final class OverheadGovernor {
    /** What is thinned, in this order. */
    public enum Stage {
        MALLOC("windows on the allocations of C code come less often"),
        FAULTS("fewer faults are sampled: each sample stands for more"),
        SNAPSHOTS("the ledger and the runtime are looked at less often"),
        STACKS("fewer mappings have a stack: each stack stands for more"),
        EVENTS("mappings are recorded in a part of the time only: the rest is told as losses");

        private final String words;

        Stage(String words) {
            this.words = words;
        }
    }

    /** Each step of a stage halves what it costs. */
    private static final int STEPS = 3;

    /** The compilers' work at the beginning is no measure of what is to come. */
    private static final int FIRST_INTERVALS = 8;

    /** What came of a step is seen after some. */
    private static final int INTERVALS_A_STEP = 3;

    private static final double WORTH_SHARE = 0.05;

    private static final double WEIGHT_OF_LAST = 0.4;

    private final double limit;
    private final Map<Stage, Integer> steps = new EnumMap<>(Stage.class);
    private int intervals;
    private int quietUntil = FIRST_INTERVALS;
    private double share;

    /** @param limit share of one core; 0 for none */
    public OverheadGovernor(double limit) {
        this.limit = limit;
    }

    /**
     * An interval is over; whether something is to be thinned further.
     *
     * @param costNanos of everything
     * @param stageNanos of each stage, as far as it is known: what costs next to nothing is left alone
     */
    public boolean spent(long costNanos, Map<Stage, Long> stageNanos, long intervalNanos) {
        if (limit <= 0 || intervalNanos <= 0) {
            return false;
        }
        double now = (double) costNanos / intervalNanos;
        share = intervals == 0 ? now : share + WEIGHT_OF_LAST * (now - share);
        if (++intervals <= quietUntil || share <= limit) {
            return false;
        }
        for (Stage stage : Stage.values()) {
            int taken = steps.getOrDefault(stage, 0);
            double costs = (double) stageNanos.getOrDefault(stage, 0L) / intervalNanos;
            if (taken < STEPS && costs > WORTH_SHARE * limit) {
                steps.put(stage, taken + 1);
                quietUntil = intervals + INTERVALS_A_STEP;
                return true;
            }
        }
        return false;
    }

    /** What a stage is to be thinned to, as a share of what it would be: 1, 1/2, 1/4, 1/8. */
    double factor(Stage stage) {
        return 1.0 / (1 << steps.getOrDefault(stage, 0));
    }

    /** As much less often as snapshots are to come. */
    public double snapshotFactor() {
        return factor(Stage.SNAPSHOTS);
    }

    /** A note for each stage that is thinned. */
    public List<Note> notes() {
        List<Note> notes = new ArrayList<>();
        for (Stage stage : steps.keySet()) {
            notes.add(new Note(
                    "thinned-" + stage.name().toLowerCase(Locale.ROOT),
                    "to keep the overhead under the limit " + stage.words));
        }
        return notes;
    }
}
