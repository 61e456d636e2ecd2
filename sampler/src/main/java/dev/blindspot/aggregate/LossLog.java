package dev.blindspot.aggregate;

import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.MappingKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What was lost since the last cut, and which rows that touches.
 *
 * <ul>
 *   <li>Lost mmap, brk, shm or fault events: any stack may have made them. All rows of the kinds they make are
 *       incomplete, and those that appear later too, for they may have begun before.
 *   <li>Lost munmap or mremap events (or shm and brk, which unmap too): rows that had anything outstanding since the
 *       cut before are incomplete; what is mapped from then on is followed as ever.
 * </ul>
 */
@SuppressWarnings("EnumOrdinal") // indexes arrays that live no longer than the process
final class LossLog {
    private static final LossSource[] SOURCES = LossSource.values();
    private static final MappingKind[] MMAPS = {MappingKind.MMAP_ANON, MappingKind.MMAP_FILE, MappingKind.MMAP_SHARED};
    private static final MappingKind[] UNMAPPABLE = {
        MappingKind.MMAP_ANON, MappingKind.MMAP_FILE, MappingKind.MMAP_SHARED, MappingKind.BRK, MappingKind.SHM
    };

    private final long[] counts = new long[SOURCES.length];
    private final boolean[] lost = new boolean[SOURCES.length];
    private final boolean[] countUnknown = new boolean[SOURCES.length];

    /** @param count -1 unknown */
    void add(LossSource source, long count) {
        lost[source.ordinal()] = true;
        if (count < 0) {
            countUnknown[source.ordinal()] = true;
        } else {
            counts[source.ordinal()] += count;
        }
    }

    /** Marks the rows touched since the last cut. Before the rows are cut. */
    void mark(CallSiteTable sites) {
        if (lost[LossSource.MMAP.ordinal()]) {
            for (MappingKind kind : MMAPS) {
                sites.markAllIncomplete(kind);
            }
        }
        if (lost[LossSource.MUNMAP.ordinal()] || lost[LossSource.MREMAP.ordinal()]) {
            for (MappingKind kind : UNMAPPABLE) {
                sites.markLiveIncomplete(kind);
            }
        }
        if (lost[LossSource.BRK.ordinal()]) {
            sites.markAllIncomplete(MappingKind.BRK);
        }
        if (lost[LossSource.SHM.ordinal()]) {
            sites.markAllIncomplete(MappingKind.SHM);
        }
        if (lost[LossSource.FAULT.ordinal()]) {
            sites.markAllIncomplete(MappingKind.FAULT);
        }
    }

    List<Loss> cut(Instant from, Instant to) {
        List<Loss> losses = new ArrayList<>();
        for (LossSource source : SOURCES) {
            int i = source.ordinal();
            if (lost[i]) {
                losses.add(new Loss(source, countUnknown[i] ? null : counts[i], from, to));
            }
        }
        Arrays.fill(counts, 0);
        Arrays.fill(lost, false);
        Arrays.fill(countUnknown, false);
        return losses;
    }
}
