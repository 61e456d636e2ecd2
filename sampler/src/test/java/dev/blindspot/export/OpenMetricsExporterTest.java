package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.detect.SyntheticHistory;
import dev.blindspot.metrics.MetricFamilies;
import dev.blindspot.metrics.WindowMetrics;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Note;
import dev.blindspot.recording.RecordingFixture;
import dev.blindspot.recording.RecordingWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenMetricsExporterTest {
    @TempDir
    Path folder;

    @Test
    void theEndOfARecordingAsAScrape() {
        Path file = folder.resolve("run.bsp");
        try (RecordingWriter writer = RecordingWriter.create(file, RecordingFixture.info(), 1 << 20)) {
            writer.write(RecordingFixture.interval(0));
            writer.end(RecordingFixture.end());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Exporters.named("openmetrics").export(file, out);
        String text = out.toString(StandardCharsets.UTF_8);

        assertTrue(text.endsWith("# EOF\n"), text);
        Inspection last = Objects.requireNonNull(RecordingFixture.end().last());
        for (LedgerRow row : Objects.requireNonNull(last.ledger()).rows()) {
            assertEquals(row.rssBytes(), value(text, "blindspot_ledger_resident_bytes", row.category()));
        }
        long mapped = RecordingFixture.interval(0).totals().getFirst().mappedCount();
        assertEquals(
                mapped,
                value(
                        text,
                        "blindspot_mappings_total",
                        RecordingFixture.interval(0).totals().getFirst().kind().label()));
        assertTrue(text.contains("# TYPE blindspot_mappings counter"), text);
    }

    @Test
    void ofProcessesThatFollowEachOtherTheLastIsShownWithFindingsOfAll() {
        SyntheticHistory history = new SyntheticHistory(-1).stack(1, "main.former");
        for (int second = 0; second < 30; second++) {
            history.map(1, 1 << 20).faults(256, 256).second();
        }
        history.restart().stack(11, "main.later").map(11, 1 << 12).faults(3, 3).second();
        Path file = folder.resolve("follow.bsp");
        history.write(file);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Note> notes = Exporters.named("openmetrics").export(file, out);
        String text = out.toString(StandardCharsets.UTF_8);

        assertEquals(1, value(text, "blindspot_findings", "mmap-growth"));
        int pid = RecordingFixture.target().pid();
        assertTrue(text.contains("pid=\"" + (pid + 1) + "\""), text);
        assertFalse(text.contains("pid=\"" + pid + "\""), text);
        assertEquals(1 << 12, value(text, "blindspot_mapped_bytes_total", "mmap.anon"));
        assertEquals(1 << 12, value(text, "blindspot_outstanding_bytes", "mmap.anon"));
        assertTrue(notes.stream().anyMatch(note -> note.code().equals("no-last-look")), notes.toString());
    }

    @Test
    void whatIsUnknownIsAbsent() {
        MetricFamilies families = new MetricFamilies();
        WindowMetrics.add(
                families,
                RecordingFixture.target(),
                List.of(new KindTotals(MappingKind.FAULT, 8192, 2, 0, 0)),
                List.of(new Loss(LossSource.MMAP, null, RecordingFixture.START, RecordingFixture.START)));

        List<String> names = families.build().stream()
                .map(family -> family.getMetadata().getName())
                .toList();

        assertEquals(List.of("blindspot_mapped_bytes", "blindspot_mappings"), names);
    }

    /** Of the series of a family that has this word among its labels. */
    private static double value(String text, String family, String label) {
        List<String> lines = text.lines()
                .filter(line -> line.startsWith(family + "{") && line.contains("\"" + label + "\""))
                .toList();
        assertEquals(1, lines.size(), family + " " + label);
        return Double.parseDouble(lines.getFirst().substring(lines.getFirst().lastIndexOf(' ')));
    }
}
