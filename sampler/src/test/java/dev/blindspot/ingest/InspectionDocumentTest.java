package dev.blindspot.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.export.InspectionJson;
import dev.blindspot.export.JsonDocument;
import dev.blindspot.model.Finalizers;
import dev.blindspot.model.Frame;
import dev.blindspot.model.GoState;
import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Plugins;
import dev.blindspot.model.SamplerException;
import dev.blindspot.recording.RecordingFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written as {@code blindspot.inspect/1} is read back. */
class InspectionDocumentTest {
    private static final Finalizers FINALIZERS = new Finalizers(
            7,
            448,
            1,
            0,
            0,
            null,
            null,
            List.of(new Finalizers.ByFunction(
                    new Frame(0, "", null, "main.release", null, 12, false),
                    6,
                    1,
                    448,
                    List.of("*main.conn"),
                    0,
                    null)));
    private static final HeapProfile PROFILE = new HeapProfile(
            true,
            524_288,
            4096,
            2,
            8192,
            4,
            1,
            List.of(new HeapProfile.Bucket(RecordingFixture.stack(), 2048, 4096, 2, 8192, 4)));
    private static final Plugins PLUGINS = new Plugins(
            List.of(new Plugins.PluginModule("example.org/p", "/p.so", 0x7f0000001000L, 8192, 4096, "ready")),
            List.of(new Plugins.Library("/lib/libc.so.6", true, 1 << 20, 1 << 19, 2)));

    @TempDir
    private Path directory = Path.of("");

    private static Inspection inspection() {
        Inspection fixture = RecordingFixture.inspection(RecordingFixture.START);
        return new Inspection(
                fixture.blindspotVersion(),
                fixture.takenAt(),
                fixture.durationNanos(),
                fixture.target(),
                fixture.cost(),
                List.of(),
                List.of(),
                fixture.ledger(),
                fixture.cgroup(),
                fixture.threads(),
                PLUGINS,
                new GoState(
                        "table",
                        null,
                        null,
                        FINALIZERS,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        PROFILE,
                        null,
                        List.of()));
    }

    private InspectionDocument writtenAndRead(Inspection look, @Nullable Inspection previous) throws IOException {
        Path file = directory.resolve("look.json");
        try (OutputStream out = Files.newOutputStream(file)) {
            assertTrue(InspectionJson.write(look, previous, out, JsonDocument.Style.INDENTED));
        }
        return InspectionDocument.read(file);
    }

    @Test
    void whatIsComparedComesBack() throws IOException {
        Inspection written = inspection();
        Inspection read = writtenAndRead(written, null).look();

        assertEquals(written.target(), read.target());
        assertEquals(written.takenAt(), read.takenAt());
        assertEquals(written.ledger(), read.ledger());
        assertEquals(PLUGINS, read.plugins());
        GoState go = Objects.requireNonNull(read.go());
        assertEquals(FINALIZERS, go.finalizers());
        assertEquals(PROFILE, go.heapProfile());
    }

    @Test
    void theFirstOfTwoLooksComesBackToo() throws IOException {
        InspectionDocument document =
                writtenAndRead(inspection(), RecordingFixture.inspection(RecordingFixture.START.minusSeconds(9)));
        assertEquals(
                RecordingFixture.START.minusSeconds(9),
                Objects.requireNonNull(document.previous()).takenAt());
        assertNull(writtenAndRead(inspection(), null).previous());
    }

    @Test
    void whatIsNoInspectionIsToldWithItsByte() throws IOException {
        assertUnreadable("{\"schema\": \"blindspot.report/1\"}", "neither a recording nor an inspection");
        assertUnreadable("{\"schema\": \"blindspot.inspect/1\", \"taken_at\": \"2026", "see byte 5");
        assertUnreadable("{\"schema\": \"blindspot.inspect/1\"}", "field taken_at");
        assertUnreadable("{\"schema\": \"blindspot.inspect/1\", \"taken_at\": \"today\"}", "today");
    }

    private void assertUnreadable(String text, String words) throws IOException {
        Path file = directory.resolve("bad.json");
        Files.writeString(file, text);
        SamplerException refused =
                assertThrows(SamplerException.UnreadableRecording.class, () -> InspectionDocument.read(file));
        assertTrue(refused.toString().contains(words), refused.toString());
    }
}
