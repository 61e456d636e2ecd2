package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.blindspot.export.JsonTree;
import dev.blindspot.live.GoTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A very large process is inspected whole, exactly, and in bounded memory. */
class ScaleIT {
    private static final long MOST_OWN_BYTES = 256L << 20;
    private static final long GIB = 1L << 30;
    /** A goroutine that waits takes 2 KiB of stack and its description. */
    private static final long GOROUTINE_BYTES = 2_700;

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @MethodSource("dev.blindspot.elf.GoBuilds#versions")
    void twentyThousandOfEach(String goVersion) throws Exception {
        hold(goVersion, 20_000, 20_000, GIB / 8);
    }

    @Tag("acceptance")
    @Test
    void aMillionOfEachInEightGibibytes() throws Exception {
        hold("1.24", 1_000_000, 1_000_000, 8 * GIB);
    }

    private void hold(String goVersion, long finalizers, long goroutines, long heapBytes) throws Exception {
        long needed = heapBytes + goroutines * GOROUTINE_BYTES + GIB;
        if (available() < needed) {
            abort("it takes " + needed + " bytes, and " + available() + " are to be had");
        }
        try (GoTarget target = GoTarget.start(
                "scale",
                goVersion,
                "stripped",
                "-finalizers",
                Long.toString(finalizers),
                "-goroutines",
                Long.toString(goroutines),
                "-heap",
                Long.toString(heapBytes))) {
            Map<String, @Nullable Object> truth = target.run();
            Path peak = directory.resolve("peak");
            Path json = directory.resolve("inspection.json");
            try (Cli.Started inspect = Cli.Started.of(
                    PeakMemory.command(peak, "inspect", Integer.toString(target.pid()), "--json"),
                    directory,
                    ProcessBuilder.Redirect.to(json.toFile()))) {
                assertEquals(0, inspect.end().clean().exit());
            }
            long own = Long.parseLong(Files.readString(peak));
            Map<String, @Nullable Object> inspection = JsonTree.object(Files.readString(json));
            System.out.printf(
                    "%d finalizers, %d goroutines, heap of %d bytes: own peak of %d bytes, cost %s%n",
                    finalizers, goroutines, heapBytes, own, JsonTree.get(inspection, "cost"));
            isTrue(inspection, truth);
            assertTrue(own <= MOST_OWN_BYTES, () -> own + " bytes of its own");
        }
    }

    private static void isTrue(Map<String, @Nullable Object> inspection, Map<String, @Nullable Object> truth) {
        long total = JsonTree.number(inspection, "goroutines", "total");
        assertEquals(JsonTree.number(truth, "goroutines"), total - JsonTree.number(inspection, "goroutines", "system"));
        long waiting = 0;
        for (Object group : JsonTree.list(inspection, "goroutines", "groups")) {
            Object creator = JsonTree.get(group, "created_by");
            boolean isOurs = creator != null && "main.start".equals(JsonTree.get(creator, "function"));
            waiting += isOurs ? JsonTree.number(group, "count") : 0;
        }
        // All but the main one.
        assertEquals(JsonTree.number(truth, "goroutines") - 1, waiting);
        assertEquals(
                JsonTree.number(truth, "finalizers"),
                JsonTree.number(function(inspection, "main.release"), "registered"));
        Object rings = function(inspection, "main.releaseRing");
        assertEquals(JsonTree.number(truth, "rings"), JsonTree.number(rings, "registered"));
        assertEquals(JsonTree.number(truth, "rings"), JsonTree.number(rings, "in_cycle"));
        long heap = JsonTree.number(truth, "heap");
        assertEquals(false, JsonTree.get(inspection, "memstats", "torn"));
        assertTrue(JsonTree.number(inspection, "memstats", "HeapAlloc") >= heap);
        assertTrue(category(inspection, "go.heap.objects") >= heap);
        assertTrue(category(inspection, "mmap.anon") <= JsonTree.number(inspection, "ledger", "scanned_bytes") / 100);
        List<?> notes = JsonTree.list(inspection, "notes");
        assertTrue(
                notes.stream().noneMatch(note -> {
                    String code = String.valueOf(JsonTree.get(note, "code"));
                    // What a heap of gigabytes reaches is not followed, and that is said.
                    boolean isUnread = code.endsWith("-unread") && !code.equals("reachability-unread");
                    return isUnread || code.endsWith("-incomplete");
                }),
                notes::toString);
        assertTrue(JsonTree.number(inspection, "cost", "own_cpu_ns") > 0);
        assertTrue(JsonTree.number(inspection, "cost", "bytes_read") > 0);
    }

    private static Object function(Map<String, @Nullable Object> inspection, String name) {
        return JsonTree.list(inspection, "finalizers", "by_function").stream()
                .filter(function -> name.equals(JsonTree.get(function, "function")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no finalizer " + name));
    }

    private static long category(Map<String, @Nullable Object> inspection, String category) {
        return JsonTree.list(inspection, "ledger", "rows").stream()
                .filter(row -> category.equals(JsonTree.get(row, "category")))
                .mapToLong(row -> JsonTree.number(row, "rss_bytes"))
                .sum();
    }

    private static long available() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemAvailable:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new AssertionError("no MemAvailable");
    }
}
