package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.detect.Report;
import dev.blindspot.detect.ReportBuilder;
import dev.blindspot.detect.ReportFixture;
import dev.blindspot.model.Note;
import dev.blindspot.recording.RecordingFixture;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
    private static Map<String, @Nullable Object> write(Report report) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ReportJson.write(report, out, JsonDocument.Style.INDENTED));
        return JsonTree.object(out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void everythingIsWhereTheContractHasIt() {
        Map<String, @Nullable Object> json = write(ReportFixture.report());

        assertEquals(
                Set.of(
                        "schema",
                        "target",
                        "window",
                        "attach",
                        "losses",
                        "cost",
                        "findings",
                        "notes",
                        "attribution",
                        "totals",
                        "call_sites",
                        "calls",
                        "histograms",
                        "ledger",
                        "gauges",
                        "first",
                        "last"),
                json.keySet());
        assertEquals("blindspot.report/1", json.get("schema"));
        assertEquals("2026-03-04T05:06:10.123456789Z", JsonTree.get(json, "window", "end_at"));
        assertEquals("system", JsonTree.get(json, "attach", "mode"));
        assertEquals(
                Map.of(
                        "mapped_bytes",
                        3L << 20,
                        "mapped_count",
                        6L,
                        "outstanding_bytes",
                        3L << 19,
                        "outstanding_count",
                        3L),
                JsonTree.get(json, "totals", "mmap.anon"));
        assertEquals("blindspot.inspect/1", JsonTree.get(json, "first", "schema"));
        assertEquals("blindspot.inspect/1", JsonTree.get(json, "last", "schema"));
        assertEquals(null, JsonTree.get(json, "losses", 1, "count"));
        assertEquals("fault", JsonTree.get(json, "losses", 1, "source"));
    }

    @Test
    void rowsOfFaultsHaveNothingOutstanding() {
        Map<String, @Nullable Object> json = write(ReportFixture.report());

        Map<String, @Nullable Object> fault = ((List<?>) nonNull(json.get("call_sites")))
                .stream()
                        .map(row -> JsonTree.at(row))
                        .filter(row -> "fault".equals(row.get("kind")))
                        .findFirst()
                        .orElseThrow();
        assertEquals(
                List.of(
                        "stack",
                        "kind",
                        "by_runtime",
                        "mapped_bytes",
                        "mapped_count",
                        "outstanding_bytes",
                        "outstanding_count",
                        "sampled",
                        "ci95_bytes",
                        "incomplete"),
                List.copyOf(fault.keySet()));
        assertEquals(3 * 4096L, fault.get("mapped_bytes"));
        assertEquals(null, fault.get("outstanding_bytes"));
        assertEquals(null, fault.get("ci95_bytes"));
        assertEquals(null, fault.get("stack"));
        assertEquals(true, fault.get("incomplete"));
    }

    @Test
    void histogramsLedgerAndGaugesOverTime() {
        Map<String, @Nullable Object> json = write(ReportFixture.report());

        Map<String, @Nullable Object> sizes = JsonTree.at(json, "histograms", "mmap.size");
        assertEquals(
                List.of("unit", "count", "min", "max", "mean", "p50", "p90", "p99", "p999", "overflow"),
                List.copyOf(sizes.keySet()));
        assertEquals("bytes", sizes.get("unit"));
        assertEquals(300L, sizes.get("count"));
        assertEquals(4096L, sizes.get("min"));
        assertEquals(21L, sizes.get("overflow"));
        assertEquals(
                List.of("at", "rss_bytes", "scanned_bytes", "rows"),
                List.copyOf(JsonTree.at(json, "ledger", 0).keySet()));
        assertEquals(9L, JsonTree.get(json, "gauges", "threads", "points", 2, "value"));
        assertEquals(null, JsonTree.get(json, "gauges", "goroutines", "points", 0, "value"));
    }

    @Test
    void aRecordingWithoutAnEndHasNoLastInspection() {
        Report report = new ReportBuilder(RecordingFixture.info())
                .build(null, List.of(new Note("recording-unfinished", "it was killed")));

        Map<String, @Nullable Object> json = write(report);

        assertEquals(null, json.get("last"));
        assertEquals("recording-unfinished", JsonTree.get(json, "notes", 0, "code"));
        assertEquals(List.of(), json.get("call_sites"));
    }

    private static <T> T nonNull(@Nullable T value) {
        if (value == null) {
            throw new AssertionError("null");
        }
        return value;
    }
}
