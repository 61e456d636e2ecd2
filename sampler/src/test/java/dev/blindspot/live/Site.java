package dev.blindspot.live;

import static dev.blindspot.export.JsonTree.get;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.detect.Report;
import dev.blindspot.model.MappingKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The figures of a function: as a program tells them, or as the rows whose stack holds it add up. */
public record Site(long mappedBytes, long mappedCount, long outstandingBytes, long outstandingCount) {
    /** What a report says of the mappings under a function. */
    public static Site reported(Report report, String function) {
        return sum(rows(report, function));
    }

    /** The rows of mappings whose stack holds a function; what Go's runtime maps while it serves it is not among them. */
    public static List<CallSiteRow> rows(Report report, String function) {
        return mappings(report, row -> !row.byRuntime() && holds(row, function));
    }

    /** What a report says of the mappings under a function, with what Go's runtime maps while it serves it. */
    public static Site whole(Report report, String function) {
        return sum(mappings(report, row -> holds(row, function)));
    }

    /** What a report says of the mappings that Go's runtime made, or of those it did not. */
    public static Site ofRuntime(Report report, boolean byRuntime) {
        return sum(mappings(report, row -> row.byRuntime() == byRuntime));
    }

    /** The totals of all kinds of {@code mmap}. */
    public static Site totals(Report report) {
        return report.totals().stream()
                .filter(total -> isMapping(total.kind()))
                .map(total -> new Site(
                        total.mappedBytes(), total.mappedCount(), total.outstandingBytes(), total.outstandingCount()))
                .reduce(new Site(0, 0, 0, 0), Site::plus);
    }

    /** What mmaptruth says it did in a function; what mremap added is mapped too. */
    public static Site told(Map<String, @Nullable Object> truth, String function) {
        return new Site(
                number(truth, "sites", function, "mapped_bytes") + number(truth, "sites", function, "grown_bytes"),
                number(truth, "sites", function, "mapped_count"),
                number(truth, "sites", function, "outstanding_bytes"),
                number(truth, "sites", function, "outstanding_count"));
    }

    /** A number that a program told. */
    public static long number(Map<String, @Nullable Object> truth, Object... path) {
        return ((Number) Objects.requireNonNull(get(truth, path))).longValue();
    }

    /** Whether a row's stack holds a function. */
    public static boolean holds(CallSiteRow row, String function) {
        return row.stack() != null
                && row.stack().frames().stream().anyMatch(frame -> function.equals(frame.function()));
    }

    public Site plus(Site other) {
        return new Site(
                mappedBytes + other.mappedBytes,
                mappedCount + other.mappedCount,
                outstandingBytes + other.outstandingBytes,
                outstandingCount + other.outstandingCount);
    }

    /** The rows of {@code mmap} that a test takes. */
    public static List<CallSiteRow> mappings(Report report, Predicate<CallSiteRow> which) {
        return report.callSites().stream()
                .filter(row -> isMapping(row.kind()) && which.test(row))
                .toList();
    }

    private static boolean isMapping(MappingKind kind) {
        return kind == MappingKind.MMAP_ANON || kind == MappingKind.MMAP_FILE || kind == MappingKind.MMAP_SHARED;
    }

    private static Site sum(List<CallSiteRow> rows) {
        return new Site(
                sum(rows, CallSiteRow::mappedBytes),
                sum(rows, CallSiteRow::mappedCount),
                sum(rows, CallSiteRow::outstandingBytes),
                sum(rows, CallSiteRow::outstandingCount));
    }

    private static long sum(List<CallSiteRow> rows, ToLongFunction<CallSiteRow> figure) {
        return rows.stream().mapToLong(figure).sum();
    }
}
