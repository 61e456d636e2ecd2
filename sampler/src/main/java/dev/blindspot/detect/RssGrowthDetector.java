package dev.blindspot.detect;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Severity;
import java.util.List;

/**
 * {@code rss-growth-unexplained}: memory outside Go's heap grows, and no stack explains it: neither page faults nor mappings
 * name who made it grow. What Go's own runtime holds is explained by the runtime.
 */
final class RssGrowthDetector implements Detector {
    private static final String ID = "rss-growth-unexplained";
    private static final String GO = "go.";

    @Override
    public List<Finding> detect(Window window) {
        List<Attribution> grown = Attributions.of(window).stream()
                .filter(attribution -> !attribution.category().startsWith(GO))
                .toList();
        long unexplained = grown.stream()
                .mapToLong(attribution -> unexplained(window, attribution))
                .sum();
        Series series = window.ledger().sum(category -> !category.startsWith(GO));
        if (!Growth.isSuspect(series, unexplained, Growth.LEAST_BYTES, window.startNanos(), window.endNanos())) {
            return List.of();
        }
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
                slowsDown ? Severity.INFO : Severity.SUSPECT,
                slowsDown
                        ? "resident memory outside Go's heap grew and slows down; no stack says who made it grow"
                        : "resident memory outside Go's heap grows, and no stack says who makes it grow",
                unexplained,
                null,
                series.slopePerSecond(),
                window.losses().stream().map(Loss::source).anyMatch(source -> source == LossSource.FAULT),
                evidence.values(),
                List.of(),
                "Record with --stacks all, from the process's start if it can be; look in the ledger at the categories named"
                        + " here."));
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
