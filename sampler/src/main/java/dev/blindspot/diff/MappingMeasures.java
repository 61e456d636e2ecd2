package dev.blindspot.diff;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Target;
import java.util.List;

/**
 * What was mapped in the window and is mapped still, and who touched pages first, which is where memory of C's malloc
 * shows. Its noise is that of so many mappings or fault records as if they came by chance: one large mapping more or less
 * tells nothing. That sampled stacks stand for others comes on top.
 */
final class MappingMeasures {
    /** A fault record may stand for 64 pages of 4 KiB. */
    private static final double MOST_BYTES_A_RECORD = 64 << 12;

    /** How often the same memory is given back and touched anew is the collector's and the kernel's doing. */
    private static final double TOUCHED_NOISE = 0.25;

    private MappingMeasures() {}

    static Measures of(List<CallSiteRow> rows, Target target) {
        SiteNames names = new SiteNames(target);
        Measures measures = new Measures();
        for (CallSiteRow row : rows) {
            boolean touched = row.kind() == MappingKind.FAULT;
            Measure measure = touched
                    ? new Measure(row.mappedBytes(), touchedNoise(row))
                    : new Measure(row.outstandingBytes(), noise(row));
            String what = touched
                    ? "touched"
                    : row.byRuntime()
                            ? "Go runtime, " + row.kind().label()
                            : row.kind().label();
            measures.add(RowKey.By.CALL_SITE, names.site(row.stack()) + " (" + what + ")", measure);
            // What is touched was mapped by somebody: a sum of both would count it twice.
            if (!touched && !row.byRuntime()) {
                measures.add(RowKey.By.FUNCTION, names.function(row.stack()), measure);
                measures.add(RowKey.By.MODULE, names.module(row.stack()), measure);
            }
        }
        return measures;
    }

    private static double touchedNoise(CallSiteRow row) {
        double recordBytes = row.sampled() ? MOST_BYTES_A_RECORD : (double) row.mappedBytes() / row.mappedCount();
        return Math.hypot(2 * Math.sqrt(row.mappedBytes() * recordBytes), TOUCHED_NOISE * row.mappedBytes());
    }

    private static double noise(CallSiteRow row) {
        double byChance = row.outstandingCount() <= 0
                ? 0
                : (double) row.outstandingBytes() / row.outstandingCount() * Math.sqrt(row.outstandingCount());
        return 2 * Math.hypot(byChance, Math.sqrt(Math.max(0, row.outstandingVariance())));
    }
}
