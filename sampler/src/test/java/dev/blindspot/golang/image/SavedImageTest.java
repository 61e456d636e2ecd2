package dev.blindspot.golang.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.export.JsonTree;
import dev.blindspot.golang.GoStateReader;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.Cleanups;
import dev.blindspot.model.Finalizers;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.MemStats;
import dev.blindspot.model.Pins;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a process of every version of Go said of itself is what its memory, kept since, says. */
class SavedImageTest {
    private static final int PINS = 21;
    private static final int CLEANUPS = 24;

    @TempDir
    private Path directory = Path.of("");

    static Stream<Arguments> versionsTakenForOthers() {
        return SavedImages.versions()
                .flatMap(image -> SavedImages.versions()
                        .filter(other -> !other.equals(image))
                        .map(other -> Arguments.of(image, other)));
    }

    @ParameterizedTest
    @MethodSource("dev.blindspot.golang.image.SavedImages#versions")
    void readsToWhatTheProcessSaidOfItself(String version) throws Exception {
        MemoryImage image = SavedImages.read(version);
        int minor = Integer.parseInt(version.substring(2));
        try (MemoryImage.Opened opened = image.open(directory)) {
            GoState state = new GoStateReader(opened.process(image.memory()), () -> 0).read();
            Map<String, @Nullable Object> truth = JsonTree.object(image.truth());

            assertEquals("table", state.layout());
            Finalizers finalizers = state.finalizers();
            assertNotNull(finalizers);
            Finalizers.ByFunction files = byFunction(finalizers, "main.closeFile");
            Finalizers.ByFunction nodes = byFunction(finalizers, "main.freeNode");
            assertEquals(truth.get("finalizers"), files.registered() + nodes.registered());
            assertEquals(truth.get("cycles"), nodes.inCycle());
            assertEquals(0, files.inCycle());
            assertEquals(List.of("*main.node"), nodes.types());
            assertEquals(truth.get("waiting"), waiting(state.goroutines()));
            accounts(state);
            pins(minor, state.pins());
            cleanups(minor, state.cleanups());
        }
    }

    private static Finalizers.ByFunction byFunction(Finalizers finalizers, String name) {
        return finalizers.byFunction().stream()
                .filter(function -> function.function().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static long waiting(@Nullable Goroutines goroutines) {
        assertNotNull(goroutines);
        return goroutines.groups().stream()
                .filter(group -> "chan receive".equals(group.waitReason()))
                .filter(group ->
                        group.stack().frames().stream().anyMatch(frame -> "main.wait".equals(frame.function())))
                .mapToLong(Goroutines.Group::count)
                .sum();
    }

    private static void accounts(GoState state) {
        MemStats stats = state.memstats();
        HeapProfile profile = state.heapProfile();
        assertNotNull(stats);
        assertNotNull(profile);
        assertFalse(stats.torn());
        assertTrue(stats.counter("NumGC") >= 2);
        assertEquals(stats.counter("HeapSys"), stats.counter("HeapInuse") + stats.counter("HeapIdle"));
        assertEquals(512, profile.rate());
        assertTrue(profile.inuseBytes() > 0 && profile.inuseBytes() <= stats.counter("TotalAlloc"));
        assertNotNull(state.regions());
    }

    private static void pins(int minor, @Nullable Pins pins) {
        assertEquals(minor >= PINS, pins != null);
        if (pins != null) {
            assertEquals(List.of(new Pins.SizeClass(64, 5)), pins.bySizeClass());
        }
    }

    private static void cleanups(int minor, @Nullable Cleanups cleanups) {
        assertEquals(minor >= CLEANUPS, cleanups != null);
        if (cleanups != null) {
            assertEquals(
                    List.of("main.cleanFile 7"),
                    cleanups.byFunction().stream()
                            .map(function -> function.function() + " " + function.registered())
                            .toList());
        }
    }

    /** A layout of another version would give numbers that look as good as any. */
    @ParameterizedTest
    @MethodSource("versionsTakenForOthers")
    void isNotReadWithAnotherVersionsLayout(String version, String other) throws Exception {
        MemoryImage image = SavedImages.read(version);
        try (MemoryImage.Opened opened = image.open(directory)) {
            String message = assertThrows(
                            UnreadableMemory.class, () -> opened.processSaidToBe("go" + other, image.memory()))
                    .getMessage();
            assertNotNull(message);
            assertFalse(message.isBlank());
        }
    }
}
