package dev.blindspot.diff;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.detect.UserFrame;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Target;
import java.util.List;

/**
 * What was mapped in the window and is mapped still, and who touched pages first, which is where memory of C's malloc
 * shows. Its noise is that of so many mappings or fault records as if they came by chance: one large mapping more or less
 * tells nothing. That sampled stacks stand for others comes on top.
 *
 * <p>What Go's runtime maps is address space, and what of it is used stands in the ledger: it is left out. So are pages of
 * which no more is known than that a library touched them: they name nobody.
 */
final class MappingMeasures {
    /** What a fault record may stand for. */
    private static final int MOST_PAGES_A_RECORD = 64;

    /** How often the same memory is given back and touched anew is the collector's and the kernel's doing. */
    private static final double TOUCHED_NOISE = 0.25;

    private MappingMeasures() {}

    static Measures of(List<CallSiteRow> rows, Target target) {
        SiteNames names = new SiteNames(target);
        Measures measures = new Measures();
        for (CallSiteRow row : rows) {
            if (row.kind() == MappingKind.FAULT) {
                touched(row, names, measures);
            } else if (!row.byRuntime()) {
                Measure measure = new Measure(row.outstandingBytes(), noise(row));
                String site = names.site(row.stack()) + " (" + row.kind().label() + ")";
                measures.add(RowKey.By.CALL_SITE, site, measure);
                measures.add(RowKey.By.FUNCTION, names.function(row.stack()), measure);
                measures.add(RowKey.By.MODULE, names.module(row.stack()), measure);
            }
        }
        return measures;
    }

    /** By call site alone: what is touched was mapped by somebody, and a sum of both would count it twice. */
    private static void touched(CallSiteRow row, SiteNames names, Measures measures) {
        if (row.stack() == null || UserFrame.of(row.stack()) == null) {
            return;
        }
        double pageBytes = (double) row.mappedBytes() / row.mappedCount();
        double recordBytes = row.sampled() ? MOST_PAGES_A_RECORD * pageBytes : pageBytes;
        double noise = Math.hypot(2 * Math.sqrt(row.mappedBytes() * recordBytes), TOUCHED_NOISE * row.mappedBytes());
        measures.add(
                RowKey.By.CALL_SITE, names.site(row.stack()) + " (touched)", new Measure(row.mappedBytes(), noise));
    }

    private static double noise(CallSiteRow row) {
        double byChance = row.outstandingCount() <= 0
                ? 0
                : (double) row.outstandingBytes() / row.outstandingCount() * Math.sqrt(row.outstandingCount());
        return 2 * Math.hypot(byChance, Math.sqrt(Math.max(0, row.outstandingVariance())));
    }
}
