package dev.blindspot.golang.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.blindspot.golang.GoStateReader;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.recording.RecordingFixture;
import dev.blindspot.recording.RecordingReader;
import dev.blindspot.recording.RecordingWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was read of a runtime comes out of a recording as it was. */
class RecordedStateTest {
    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @MethodSource("dev.blindspot.golang.image.SavedImages#versions")
    void aRecordingKeepsTheWholeState(String version) throws Exception {
        GoState state;
        MemoryImage image = SavedImages.read(version);
        try (MemoryImage.Opened opened = image.open(directory)) {
            state = new GoStateReader(opened.process(image.memory()), () -> 0).read();
        }
        assertNotNull(state.heapProfile());
        assertNotNull(state.finalizers());
        assertNotNull(state.goroutines());
        Path file = directory.resolve("a.bsp");
        RecordingWriter.create(file, info(state), RecordingWriter.DEFAULT_MAX_BYTES).close();

        try (RecordingReader reader = RecordingReader.open(file)) {
            assertEquals(withoutRegions(state), reader.info().first().go());
        }
    }

    private static RecordingInfo info(GoState state) {
        Inspection made = RecordingFixture.inspection(RecordingFixture.START);
        return new RecordingInfo(
                RecordingFixture.START,
                1,
                "system",
                List.of(),
                "auto",
                -1,
                new Inspection(
                        "0",
                        made.takenAt(),
                        1,
                        made.target(),
                        made.cost(),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        state));
    }

    /** They are for the ledger of that one moment, and not written. */
    private static GoState withoutRegions(GoState state) {
        return new GoState(
                state.layout(),
                state.memstats(),
                state.gc(),
                state.finalizers(),
                state.cleanups(),
                state.specials(),
                state.goroutines(),
                state.modules(),
                state.pins(),
                state.cgoHandles(),
                state.threads(),
                state.heapProfile(),
                null,
                state.notes());
    }
}
