package dev.blindspot.export;

import dev.blindspot.detect.Report;
import dev.blindspot.detect.ReportBuilder;
import dev.blindspot.metrics.MetricFamilies;
import dev.blindspot.metrics.ProcessMetrics;
import dev.blindspot.metrics.WindowMetrics;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.recording.RecordedItem;
import dev.blindspot.recording.RecordingReader;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code openmetrics}: the process as of the recording's end, as {@code serve} would have shown it then, and what the
 * recording adds: totals of mappings and losses.
 */
final class OpenMetricsExporter implements RecordingExporter {
    @Override
    public String format() {
        return "openmetrics";
    }

    @Override
    public List<Note> export(Path recording, OutputStream out) {
        Report report = read(recording);
        Inspection last = report.last() == null ? report.first() : report.last();
        List<Note> notes = new ArrayList<>(report.notes());
        if (report.last() == null) {
            notes.add(new Note(
                    "no-last-look", "there is no look at the end: the process is shown as it was at the start"));
        }
        MetricFamilies families = new MetricFamilies();
        ProcessMetrics.add(families, last.withFindings(report.findings()), gauges(report));
        WindowMetrics.add(families, last.target(), report.totals(), report.losses());
        Output.attempt(() -> {
            OpenMetricsTextFormatWriter.builder().build().write(out, families.build());
            out.flush();
        });
        return notes;
    }

    private static Report read(Path recording) {
        try (RecordingReader reader = RecordingReader.open(recording)) {
            ReportBuilder builder = new ReportBuilder(reader.info());
            @Nullable RecordingEnd end = null;
            for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof RecordedItem.OfInterval(var interval)) {
                    builder.add(interval);
                } else if (item instanceof RecordedItem.OfEnd(RecordingEnd told)) {
                    end = told;
                }
            }
            return builder.build(end, reader.notes());
        }
    }

    /** The last point of each. */
    private static List<Gauge> gauges(Report report) {
        return report.gauges().stream()
                .filter(series -> !series.points().isEmpty())
                .map(series -> new Gauge(
                        series.name(), series.unit(), series.points().getLast().value()))
                .toList();
    }
}
