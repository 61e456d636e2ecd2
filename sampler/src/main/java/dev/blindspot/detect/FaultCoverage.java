package dev.blindspot.detect;

import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Interval;
import dev.blindspot.model.MappingKind;

/**
 * Whether the page faults that were sampled stand for all that the process had. The kernel counts those of a process exactly,
 * but lost samples only for everybody together: where the samples make up the process's own count, the loss was others'.
 *
 * <p>Threads: one.
 */
final class FaultCoverage {
    /** A sample of a period may come before or after an interval's end, and the two counts are not read at one moment. */
    private static final double WHOLE = 0.9;

    private double countBefore = -1;
    private double had;
    private double seen;

    void add(Interval interval) {
        double count = 0;
        int known = 0;
        for (Gauge gauge : interval.gauges()) {
            if ((gauge.name().equals("minflt") || gauge.name().equals("majflt")) && gauge.value() != null) {
                count += gauge.value();
                known++;
            }
        }
        if (known == 2 && countBefore >= 0) {
            had += count - countBefore;
            seen += interval.callSites().stream()
                    .filter(delta -> delta.kind() == MappingKind.FAULT)
                    .mapToLong(CallSiteDelta::mappedCount)
                    .sum();
        }
        countBefore = known == 2 ? count : -1;
    }

    /** Whether they are known to. */
    boolean isWhole() {
        return had > 0 && seen >= WHOLE * had;
    }
}
