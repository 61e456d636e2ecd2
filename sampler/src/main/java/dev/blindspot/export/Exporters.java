package dev.blindspot.export;

import dev.blindspot.model.SamplerException;
import java.util.List;
import java.util.stream.Collectors;

/** All formats of {@code export}. A new one is one file and one line here. */
public final class Exporters {
    private static final List<RecordingExporter> ALL = List.of(
            new PprofExporter(),
            GoProfileExporter.heap(),
            GoProfileExporter.goroutines(),
            new FoldedExporter(),
            new SpeedscopeExporter(),
            new EventsExporter(EventFormats.JSONL, JsonlFormat::new),
            new EventsExporter(EventFormats.ARROW, ArrowFormat::new),
            new EventsExporter("parquet", ParquetFormat::new),
            new PerfettoExporter(),
            new HlogExporter(),
            new OpenMetricsExporter());

    private Exporters() {}

    /** The exporter of a format; {@link SamplerException.Usage} if there is none. */
    public static RecordingExporter named(String format) {
        return ALL.stream()
                .filter(exporter -> exporter.format().equals(format))
                .findFirst()
                .orElseThrow(() -> new SamplerException.Usage(
                        "unknown format " + format + "; there is " + String.join(", ", formats())));
    }

    /** Their names. */
    public static List<String> formats() {
        return ALL.stream().map(RecordingExporter::format).collect(Collectors.toList());
    }
}
