package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.Inspection;
import dev.blindspot.model.SamplerException;
import dev.blindspot.recording.RecordingFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InspectionJsonTest {
    private static final Inspection INSPECTION = RecordingFixture.inspection(RecordingFixture.START);

    private static String write(Inspection inspection, @Nullable Inspection previous, JsonDocument.Style style) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(InspectionJson.write(inspection, previous, out, style));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void everyKeyIsThereInOrder() {
        Map<String, @Nullable Object> json = JsonTree.object(write(INSPECTION, null, JsonDocument.Style.INDENTED));

        assertEquals(
                List.of(
                        "schema",
                        "blindspot_version",
                        "taken_at",
                        "duration_ns",
                        "target",
                        "cost",
                        "notes",
                        "findings",
                        "ledger",
                        "cgroup",
                        "memstats",
                        "gc",
                        "finalizers",
                        "cleanups",
                        "specials",
                        "goroutines",
                        "plugins",
                        "pins",
                        "cgo_handles",
                        "heap_profile",
                        "threads"),
                List.copyOf(json.keySet()));
        assertEquals("blindspot.inspect/1", json.get("schema"));
        assertEquals("2026-03-04T05:06:07.123456789Z", json.get("taken_at"));
    }

    @Test
    void sectionsHoldTheContractsFields() {
        Map<String, @Nullable Object> json = JsonTree.object(write(INSPECTION, null, JsonDocument.Style.ONE_LINE));

        assertEquals(4711L, JsonTree.get(json, "target", "pid"));
        assertEquals(List.of("synctest"), JsonTree.get(json, "target", "go_experiments"));
        assertEquals(null, JsonTree.get(json, "target", "cgo"));
        assertEquals(false, JsonTree.get(json, "target", "pie"));
        assertEquals(8192L, JsonTree.get(json, "ledger", "drift_bytes"));
        assertEquals(8192L, JsonTree.get(json, "ledger", "unattributed_bytes"));
        assertEquals(
                Set.of("category", "rss_bytes", "virtual_bytes", "swap_bytes", "huge_bytes", "mappings"),
                JsonTree.at(json, "ledger", "rows", 0).keySet());
        assertEquals(null, JsonTree.get(json, "ledger", "rows", 1, "huge_bytes"));
        assertEquals(0L, JsonTree.get(json, "ledger", "rows", 0, "huge_bytes"));
        assertEquals(0.25, JsonTree.get(json, "cgroup", "pressure"));
        assertEquals(null, JsonTree.get(json, "cgroup", "max_bytes"));
        assertEquals(
                Set.of("total", "idle", "in_cgo", "locked", "stack_rss_bytes"),
                JsonTree.at(json, "threads").keySet());
        assertEquals(7_000_000L, JsonTree.get(json, "cost", "own_cpu_ns"));
        assertEquals("no-heap", JsonTree.get(json, "notes", 0, "code"));
    }

    @Test
    void aFindingHasItsStacksWithAddressesAsHex() {
        Map<String, @Nullable Object> json = JsonTree.object(write(INSPECTION, null, JsonDocument.Style.ONE_LINE));
        Map<String, @Nullable Object> finding = JsonTree.at(json, "findings", 0);

        assertEquals(
                List.of(
                        "id",
                        "severity",
                        "title",
                        "bytes",
                        "count",
                        "growth_bytes_per_s",
                        "incomplete",
                        "evidence",
                        "stacks",
                        "advice"),
                List.copyOf(finding.keySet()));
        assertEquals("suspect", finding.get("severity"));
        assertEquals(Map.of("before", 4L, "share", 0.75, "cgo", true, "state", "S"), finding.get("evidence"));
        Map<String, @Nullable Object> frame = JsonTree.at(finding, "stacks", 0, "stack", 0);
        assertEquals(
                List.of("pc", "module", "build_id", "function", "file", "line", "inlined"),
                List.copyOf(frame.keySet()));
        assertEquals("0x47f3a0", frame.get("pc"));
        assertEquals(true, frame.get("inlined"));
        assertEquals("0xfffffffffffff000", JsonTree.get(finding, "stacks", 0, "stack", 2, "pc"));
        assertEquals(null, JsonTree.get(finding, "stacks", 0, "stack", 2, "function"));
    }

    @Test
    void theFirstOfTwoLooksIsUnderPrevious() {
        Inspection before = RecordingFixture.inspection(RecordingFixture.START.minusSeconds(10));

        String text = write(INSPECTION, before, JsonDocument.Style.ONE_LINE);

        assertEquals(text.length() - 1, text.indexOf('\n'));
        Map<String, @Nullable Object> json = JsonTree.object(text);
        assertEquals("2026-03-04T05:05:57.123456789Z", JsonTree.get(json, "previous", "taken_at"));
        assertFalse(JsonTree.at(json, "previous").containsKey("previous"));
    }

    @Test
    void aReaderThatIsGoneIsNoFailureAFullDiskIs() {
        assertFalse(InspectionJson.write(INSPECTION, null, failing("Broken pipe"), JsonDocument.Style.ONE_LINE));
        assertThrows(
                SamplerException.OutputFailed.class,
                () -> InspectionJson.write(
                        INSPECTION, null, failing("No space left on device"), JsonDocument.Style.ONE_LINE));
    }

    static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(message);
            }
        };
    }
}
