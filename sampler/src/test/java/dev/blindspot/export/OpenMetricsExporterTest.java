package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.Inspection;
import dev.blindspot.model.LedgerRow;
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

    /** Of the series of a family that has this word among its labels. */
    private static double value(String text, String family, String label) {
        List<String> lines = text.lines()
                .filter(line -> line.startsWith(family + "{") && line.contains("\"" + label + "\""))
                .toList();
        assertEquals(1, lines.size(), family + " " + label);
        return Double.parseDouble(lines.getFirst().substring(lines.getFirst().lastIndexOf(' ')));
    }
}
