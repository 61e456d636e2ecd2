package dev.blindspot.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects points of many families, of one process after the other, in any order. A null value makes no point: what is
 * unknown is absent, never 0.
 *
 * <p>Threads: one at a time.
 */
public final class MetricFamilies {
    private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
    private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
    private final Map<String, InfoSnapshot.Builder> infos = new LinkedHashMap<>();

    /** A point of a gauge. */
    public void gauge(String name, String help, Labels labels, @Nullable Number value) {
        if (value != null) {
            gauges.computeIfAbsent(
                            name, key -> GaugeSnapshot.builder().name(key).help(help))
                    .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                            .labels(labels)
                            .value(value.doubleValue())
                            .build());
        }
    }

    /** A point of a counter; {@code _total} is put to its name where it is shown. */
    public void counter(String name, String help, Labels labels, @Nullable Number value) {
        if (value != null) {
            counters.computeIfAbsent(
                            name, key -> CounterSnapshot.builder().name(key).help(help))
                    .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                            .labels(labels)
                            .value(value.doubleValue())
                            .build());
        }
    }

    /** Words about a process; {@code _info} is put to its name where it is shown. */
    public void info(String name, String help, Labels labels) {
        infos.computeIfAbsent(name, key -> InfoSnapshot.builder().name(key).help(help))
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(labels)
                        .build());
    }

    /** All that was collected. */
    public MetricSnapshots build() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        infos.values().forEach(family -> all.metricSnapshot(family.build()));
        gauges.values().forEach(family -> all.metricSnapshot(family.build()));
        counters.values().forEach(family -> all.metricSnapshot(family.build()));
        return all.build();
    }
}
