package dev.blindspot.serve;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Pushes the same metrics by OTLP over HTTP, under the same names.
 *
 * <p>Threads: one calls {@link #push} and closes it; the library's own collects.
 */
public final class OtlpPush implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final SdkMeterProvider provider;
    private final Meter meter;
    private final Set<String> known = new HashSet<>();
    private volatile MetricSnapshots current = new MetricSnapshots();

    /**
     * Pushes nothing yet.
     *
     * @param url of the receiver's {@code /v1/metrics}
     */
    public OtlpPush(String url, String version) {
        OtlpHttpMetricExporter exporter = OtlpHttpMetricExporter.builder()
                .setEndpoint(url)
                .setTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .build();
        provider = SdkMeterProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", "blindspot")
                        .put("service.version", version)
                        .build()))
                // When to push is told by push.
                .registerMetricReader(PeriodicMetricReader.builder(exporter)
                        .setInterval(Duration.ofDays(365))
                        .build())
                .build();
        meter = provider.get("blindspot");
    }

    /** Pushes these; false if the receiver did not take them. */
    public boolean push(MetricSnapshots snapshots) {
        current = snapshots;
        snapshots.forEach(this::register);
        CompletableResultCode result = provider.forceFlush().join(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return result.isSuccess();
    }

    private void register(MetricSnapshot family) {
        String name = name(family);
        if (!known.add(name)) {
            return;
        }
        String help = String.valueOf(family.getMetadata().getHelp());
        if (family instanceof CounterSnapshot) {
            meter.counterBuilder(name).ofDoubles().setDescription(help).buildWithCallback(to -> observe(name, to));
        } else {
            meter.gaugeBuilder(name).setDescription(help).buildWithCallback(to -> observe(name, to));
        }
    }

    private void observe(String name, ObservableDoubleMeasurement to) {
        for (MetricSnapshot family : current) {
            if (name(family).equals(name)) {
                switch (family) {
                    case GaugeSnapshot gauge ->
                        gauge.getDataPoints().forEach(point -> to.record(point.getValue(), of(point.getLabels())));
                    case CounterSnapshot counter ->
                        counter.getDataPoints().forEach(point -> to.record(point.getValue(), of(point.getLabels())));
                    case InfoSnapshot info ->
                        info.getDataPoints().forEach(point -> to.record(1, of(point.getLabels())));
                    default -> throw new IllegalStateException("a family of another kind: " + name);
                }
            }
        }
    }

    private static String name(MetricSnapshot family) {
        String name = family.getMetadata().getName();
        return switch (family) {
            case CounterSnapshot _ -> name + "_total";
            case InfoSnapshot _ -> name + "_info";
            default -> name;
        };
    }

    private static Attributes of(Labels labels) {
        AttributesBuilder attributes = Attributes.builder();
        for (Label label : labels) {
            attributes.put(label.getName(), label.getValue());
        }
        return attributes.build();
    }

    @Override
    public void close() {
        // Not shut down by itself, which would push once more.
        provider.shutdown().join(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
