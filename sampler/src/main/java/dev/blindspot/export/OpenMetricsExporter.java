package dev.blindspot.export;

import dev.blindspot.aggregate.GaugeSeries;
import dev.blindspot.detect.Report;
import dev.blindspot.metrics.MetricFamilies;
import dev.blindspot.metrics.ProcessMetrics;
import dev.blindspot.metrics.WindowMetrics;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Note;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code openmetrics}: the process as of the recording's end, as {@code serve} would have shown it then, and what the
 * recording adds: totals of mappings and losses. Of several that were followed it is the last one; findings are of all.
 */
final class OpenMetricsExporter implements RecordingExporter {
    @Override
    public String format() {
        return "openmetrics";
    }

    @Override
    public List<Note> export(Path recording, OutputStream out) {
        Report report = RecordedReport.read(recording);
        Report.Share process = report.followedLast();
        Inspection last = report.last() == null ? process.first() : report.last();
        List<Note> notes = new ArrayList<>(report.notes());
        if (report.last() == null) {
            notes.add(new Note(
                    "no-last-look", "there is no look at the end: the process is shown as it was at the start"));
        }
        MetricFamilies families = new MetricFamilies();
        ProcessMetrics.add(families, last.withFindings(report.findings()), gauges(process.gauges()));
        WindowMetrics.add(families, last.target(), process.totals(), process.losses());
        Output.attempt(() -> {
            OpenMetricsTextFormatWriter.builder().build().write(out, families.build());
            out.flush();
        });
        return notes;
    }

    /** The last point of each. */
    private static List<Gauge> gauges(List<GaugeSeries> read) {
        return read.stream()
                .filter(series -> !series.points().isEmpty())
                .map(series -> new Gauge(
                        series.name(), series.unit(), series.points().getLast().value()))
                .toList();
    }
}
