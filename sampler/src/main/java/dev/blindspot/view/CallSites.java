package dev.blindspot.view;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.model.MappingKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Rows of call sites summed up as people name them: a line of the program and kind, by whichever way it was reached. */
final class CallSites {
    private CallSites() {}

    record Site(String name, MappingKind kind) {}

    record Sum(long outstandingBytes, long outstandingCount, long mappedBytes, long mappedCount, boolean sampled) {
        static final Sum NONE = new Sum(0, 0, 0, 0, false);

        Sum plus(Sum other) {
            return new Sum(
                    outstandingBytes + other.outstandingBytes,
                    outstandingCount + other.outstandingCount,
                    mappedBytes + other.mappedBytes,
                    mappedCount + other.mappedCount,
                    sampled || other.sampled);
        }
    }

    /** Who mapped. */
    static Map<Site, Sum> mapped(List<CallSiteRow> rows) {
        return sums(rows, CallSites::isMapped);
    }

    /** Who allocated from C's heap. */
    static Map<Site, Sum> allocated(List<CallSiteRow> rows) {
        return sums(rows, row -> row.kind() == MappingKind.MALLOC);
    }

    /** Who touched pages first. */
    static Map<Site, Sum> touched(List<CallSiteRow> rows) {
        return sums(rows, row -> row.kind() == MappingKind.FAULT);
    }

    /** Whether a row counts mappings. */
    static boolean isMapped(CallSiteRow row) {
        return row.kind() != MappingKind.FAULT && row.kind() != MappingKind.MALLOC;
    }

    private static Map<Site, Sum> sums(List<CallSiteRow> rows, Predicate<CallSiteRow> wanted) {
        Map<Site, Sum> sums = new LinkedHashMap<>();
        for (CallSiteRow row : rows) {
            if (wanted.test(row)) {
                String name = (row.byRuntime() ? "[Go runtime] " : "") + StackText.site(row.stack());
                Sum sum = new Sum(
                        row.outstandingBytes(),
                        row.outstandingCount(),
                        row.mappedBytes(),
                        row.mappedCount(),
                        row.sampled());
                sums.merge(new Site(name, row.kind()), sum, Sum::plus);
            }
        }
        return sums;
    }
}
