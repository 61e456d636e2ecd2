package dev.blindspot.golang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.golang.heap.PinsReader;
import dev.blindspot.golang.heap.Spans;
import dev.blindspot.golang.heap.SpecialsReader;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.LiveRuntime;
import dev.blindspot.model.Cleanups;
import dev.blindspot.model.Finalizers;
import dev.blindspot.model.Pins;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Finalizers, cleanups and pins are counted as the program set them. */
class SpecialsIT {
    @ParameterizedTest
    @MethodSource("dev.blindspot.elf.GoBuilds#versionsAndModes")
    void whatHangsOnObjects(String goVersion, String mode) throws Exception {
        try (GoTarget target = GoTarget.start("finalizertruth", goVersion, mode)) {
            Map<String, @Nullable Object> truth = target.run();
            try (LiveRuntime runtime = new LiveRuntime(target.pid())) {
                Spans spans = Spans.read(runtime.process());
                SpecialsReader reader = new SpecialsReader(runtime.process(), spans);
                reader.read();
                Finalizers finalizers = reader.finalizers();

                Finalizers.ByFunction conns = function(finalizers, "main.closeConn");
                assertEquals(truth.get("conns"), conns.registered());
                assertEquals(List.of("*main.conn"), conns.types());
                assertEquals(0, conns.inCycle());
                assertNotNull(conns.line());
                Finalizers.ByFunction buffers = function(finalizers, "main.freeBuffer");
                assertEquals(truth.get("buffers"), buffers.registered());
                assertEquals(208 * buffers.registered(), buffers.objectBytes());
                Finalizers.ByFunction nodes = function(finalizers, "main.freeNode");
                assertEquals(truth.get("rings"), nodes.inCycle());
                assertEquals(0, finalizers.queued());
                assertEquals(
                        finalizers.registered(),
                        finalizers.byFunction().stream()
                                .mapToLong(Finalizers.ByFunction::registered)
                                .sum());
                pins(truth, new PinsReader(runtime.process()).read(spans, reader.pinners()));
                cleanups(truth, reader);
                assertEquals(List.of(), reader.notes());
            }
        }
    }

    private static void pins(Map<String, @Nullable Object> truth, @Nullable Pins pins) {
        assertEquals(truth.get("pinned"), pins == null ? null : (Object) pins.pinnedObjects());
        if (pins != null) {
            assertEquals(208, pins.bySizeClass().getFirst().sizeBytes());
            assertNotNull(pins.pinners());
            assertTrue(pins.pinners() >= pins.pinnedObjects());
        }
    }

    private static void cleanups(Map<String, @Nullable Object> truth, SpecialsReader reader) throws Exception {
        Cleanups cleanups = reader.cleanups();
        if (truth.get("cleanups") == null) {
            assertTrue(cleanups == null || cleanups.registered() == 0);
            return;
        }
        assertNotNull(cleanups);
        assertEquals(truth.get("cleanups"), cleanups.registered());
        assertEquals(
                List.of("main.cleanConn", "main.cleanBuffer"),
                cleanups.byFunction().stream()
                        .map(Cleanups.ByFunction::function)
                        .toList());
        assertEquals(
                truth.get("weak"),
                reader.kinds().stream()
                        .filter(kind -> kind.name().equals("weak_handle"))
                        .findFirst()
                        .orElseThrow()
                        .count());
    }

    @ParameterizedTest
    @MethodSource("dev.blindspot.elf.GoBuilds#versionsAndModes")
    void whatWaitsBehindABlockedFinalizer(String goVersion, String mode) throws Exception {
        try (GoTarget target = GoTarget.start("blockedfinalizer", goVersion, mode)) {
            Map<String, @Nullable Object> truth = target.run();
            try (LiveRuntime runtime = new LiveRuntime(target.pid())) {
                SpecialsReader reader = new SpecialsReader(runtime.process(), Spans.read(runtime.process()));
                reader.read();
                Finalizers finalizers = reader.finalizers();

                assertEquals(1, finalizers.executing());
                Finalizers.ByFunction release = function(finalizers, "main.release");
                long objects = release.registered() + release.queued() + finalizers.executing();
                assertEquals(truth.get("objects"), objects);
                assertEquals(0, release.registered());
                assertNull(finalizers.goroutine());
            }
        }
    }

    private static Finalizers.ByFunction function(Finalizers finalizers, String name) {
        return finalizers.byFunction().stream()
                .filter(function -> function.function().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + finalizers));
    }
}
