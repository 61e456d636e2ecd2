package dev.blindspot.detect;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Severity;
import java.util.List;
import java.util.Set;

/**
 * {@code rss-growth-unexplained}: memory outside Go's heap grows, and no stack explains it: neither page faults nor mappings
 * name who made it grow. What Go's own runtime holds is explained by the runtime.
 *
 * <p>Pages of mapped files are page cache, which the kernel drops before it kills: growth of them alone is no suspect. A fault
 * there brings its neighbours too, so most of it has no stack of its own.
 */
final class RssGrowthDetector implements Detector {
    private static final String ID = "rss-growth-unexplained";
    private static final String GO = "go.";
    private static final Set<String> CACHE = Set.of("mmap.file", "lib.text", "plugin.text");

    @Override
    public List<Finding> detect(Window window) {
        List<Attribution> grown = Attributions.of(window).stream()
                .filter(attribution -> !attribution.category().startsWith(GO))
                .toList();
        Series series = window.ledger().sum(category -> !category.startsWith(GO));
        long unexplained = unexplained(window, grown);
        if (!isSuspect(window, series, unexplained)) {
            return List.of();
        }
        boolean isCache = !isSuspect(
                window,
                window.ledger().sum(category -> !category.startsWith(GO) && !CACHE.contains(category)),
                unexplained(
                        window,
                        grown.stream()
                                .filter(attribution -> !CACHE.contains(attribution.category()))
                                .toList()));
        GrowthCause cause = GrowthCause.of(window, series, true);
        boolean slowsDown = cause.kind() == GrowthCause.Kind.CACHE_FILLING;
        Evidence evidence = new Evidence()
                .put("window_ns", window.endNanos() - window.startNanos())
                .put(cause)
                .put(series.slope());
        for (Attribution attribution : grown) {
            long bytes = unexplained(window, attribution);
            if (bytes > 0) {
                evidence.put("unexplained." + attribution.category() + "_bytes", bytes);
                evidence.put("growth." + attribution.category() + "_bytes", attribution.growthBytes());
            }
        }
        return List.of(new Finding(
                ID,
                slowsDown || isCache ? Severity.INFO : Severity.SUSPECT,
                title(slowsDown, isCache),
                unexplained,
                null,
                series.slopePerSecond(),
                window.faultsMissing(),
                evidence.values(),
                List.of(),
                "Record with --stacks all, from the process's start if it can be; look in the ledger at the categories named"
                        + " here."));
    }

    private static String title(boolean slowsDown, boolean isCache) {
        if (isCache) {
            return "more of the mapped files is resident; the kernel can drop it";
        }
        return slowsDown
                ? "resident memory outside Go's heap grew and slows down; no stack says who made it grow"
                : "resident memory outside Go's heap grows, and no stack says who makes it grow";
    }

    private static boolean isSuspect(Window window, Series series, long unexplained) {
        return Growth.isSuspect(series, unexplained, Growth.LEAST_BYTES, window.startNanos(), window.endNanos());
    }

    private static long unexplained(Window window, List<Attribution> grown) {
        return grown.stream()
                .mapToLong(attribution -> unexplained(window, attribution))
                .sum();
    }

    /** Mappings made in the window and still there are explained by their own call sites, touched or not. */
    private static long unexplained(Window window, Attribution attribution) {
        long mapped = window.rows().stream()
                .filter(row -> row.stack() != null && row.kind().label().equals(attribution.category()))
                .mapToLong(row -> row.outstandingBytes())
                .sum();
        long explained = Math.max(attribution.explainedBytes(), Math.max(0, mapped));
        return Math.max(0, attribution.growthBytes() - explained);
    }
}
