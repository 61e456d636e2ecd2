package dev.blindspot.aggregate;

import dev.blindspot.model.KindTotals;
import dev.blindspot.model.MappingKind;
import java.util.ArrayList;
import java.util.List;

/** Exact sums by kind since the start, and what the last cut told of them. */
@SuppressWarnings("EnumOrdinal") // indexes arrays that live no longer than the process
final class KindTable {
    private static final MappingKind[] KINDS = MappingKind.values();
    private static final int MAPPED_BYTES = 0;
    private static final int MAPPED_COUNT = 1;
    private static final int OUTSTANDING_BYTES = 2;
    private static final int OUTSTANDING_COUNT = 3;
    private static final int FIELDS = 4;

    private final long[] now = new long[FIELDS * KINDS.length];
    private final long[] told = new long[FIELDS * KINDS.length];

    void mapped(MappingKind kind, long bytes, long count) {
        int base = FIELDS * kind.ordinal();
        now[base + MAPPED_BYTES] += bytes;
        now[base + MAPPED_COUNT] += count;
    }

    void outstanding(MappingKind kind, long bytes, long count) {
        int base = FIELDS * kind.ordinal();
        now[base + OUTSTANDING_BYTES] += bytes;
        now[base + OUTSTANDING_COUNT] += count;
    }

    /** What changed since the last cut. */
    List<KindTotals> cut() {
        List<KindTotals> changes = new ArrayList<>();
        for (MappingKind kind : KINDS) {
            int base = FIELDS * kind.ordinal();
            KindTotals change = new KindTotals(
                    kind,
                    now[base + MAPPED_BYTES] - told[base + MAPPED_BYTES],
                    now[base + MAPPED_COUNT] - told[base + MAPPED_COUNT],
                    now[base + OUTSTANDING_BYTES] - told[base + OUTSTANDING_BYTES],
                    now[base + OUTSTANDING_COUNT] - told[base + OUTSTANDING_COUNT]);
            if (!change.equals(new KindTotals(kind, 0, 0, 0, 0))) {
                changes.add(change);
            }
        }
        System.arraycopy(now, 0, told, 0, now.length);
        return changes;
    }
}
