package dev.blindspot.metrics;

import dev.blindspot.model.KindTotals;
import dev.blindspot.model.Loss;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Target;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.TreeMap;

/** What tracing a process over a window adds to a look at it. */
public final class WindowMetrics {
    private WindowMetrics() {}

    /** Adds totals by kind of mapping, and losses by source. */
    public static void add(MetricFamilies to, Target target, List<KindTotals> totals, List<Loss> losses) {
        Labels labels = ProcessMetrics.labels(target);
        for (KindTotals kind : totals) {
            Labels of = labels.add("kind", kind.kind().label());
            to.counter("blindspot_mapped_bytes", "Mapped within the window, by kind.", of, kind.mappedBytes());
            to.counter("blindspot_mappings", "Mappings made within the window, by kind.", of, kind.mappedCount());
            // Nobody follows pages: what is left of those that were touched is not known.
            boolean followed = kind.kind() != MappingKind.FAULT;
            to.gauge(
                    "blindspot_outstanding_bytes",
                    "What of them is still mapped at its end.",
                    of,
                    followed ? (Long) kind.outstandingBytes() : null);
            to.gauge(
                    "blindspot_outstanding_mappings",
                    "Mappings of which a page is left at its end.",
                    of,
                    followed ? (Long) kind.outstandingCount() : null);
        }
        TreeMap<String, Long> counts = new TreeMap<>();
        for (Loss loss : losses) {
            if (loss.count() != null) {
                counts.merge(loss.source().label(), loss.count(), Long::sum);
            }
        }
        counts.forEach((source, count) -> to.counter(
                "blindspot_lost_events",
                "Events lost within the window, by source, where their number is known.",
                labels.add("source", source),
                count));
    }
}
