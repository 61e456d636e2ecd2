package dev.blindspot.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.export.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What must hold of an inspection of any Go service that leaks nothing. */
final class InspectedService {
    /** Pages no rule claims, at most: C's allocator and loader have some of their own. */
    private static final double MOST_UNCLAIMED = 0.01;

    private static final double MOST_UNCLAIMED_WITH_C = 0.03;

    /** Of those without registers in memory nothing is to be seen. */
    private static final List<String> WITHOUT_STACK = List.of("running", "copystack", "idle");

    private final String name;
    private final Map<String, @Nullable Object> inspection;

    /** Takes {@code inspect --json}. */
    InspectedService(String name, String json) {
        this.name = name;
        this.inspection = JsonTree.object(json);
    }

    /** What holds while it runs as well. */
    void holds() {
        assertTrue(
                String.valueOf(JsonTree.get(inspection, "target", "go_version")).startsWith("go1."));
        assertEquals("table", JsonTree.get(inspection, "target", "layout"));
        nothingLeaks();
        long sum = 0;
        for (Object row : JsonTree.list(inspection, "ledger", "rows")) {
            sum += JsonTree.number(row, "rss_bytes");
        }
        assertEquals(JsonTree.number(inspection, "ledger", "scanned_bytes"), sum);
        pagesHaveOwners();
    }

    /** What holds besides once it stands still. */
    void holdsStill(int pid) throws IOException {
        holds();
        assertEquals(smapsRss(pid), JsonTree.number(inspection, "ledger", "scanned_bytes"));
        assertEquals(0, JsonTree.number(inspection, "ledger", "unattributed_bytes"));
        assertEquals(false, JsonTree.get(inspection, "memstats", "torn"));
        stacksGoToTheirEnds();
        everySectionIsRead();
    }

    private void nothingLeaks() {
        for (Object finding : JsonTree.list(inspection, "findings")) {
            assertEquals("info", JsonTree.get(finding, "severity"), () -> name + " leaks nothing: " + finding);
        }
    }

    private void pagesHaveOwners() {
        long scanned = JsonTree.number(inspection, "ledger", "scanned_bytes");
        long unclaimed = JsonTree.number(inspection, "ledger", "unattributed_bytes");
        for (Object row : JsonTree.list(inspection, "ledger", "rows")) {
            // None of these services maps anonymous memory of its own.
            boolean isUnclaimed = "mmap.anon".equals(JsonTree.get(row, "category"));
            unclaimed += isUnclaimed ? JsonTree.number(row, "rss_bytes") : 0;
        }
        boolean hasC = Boolean.TRUE.equals(JsonTree.get(inspection, "target", "cgo"));
        double share = (double) unclaimed / scanned;
        System.out.printf(
                "%s: %s, %.2f %% of %d bytes unclaimed%n",
                name, JsonTree.get(inspection, "target", "go_version"), 100 * share, scanned);
        assertTrue(
                share <= (hasC ? MOST_UNCLAIMED_WITH_C : MOST_UNCLAIMED),
                () -> name + ": " + share + " unclaimed of " + JsonTree.list(inspection, "ledger", "rows"));
    }

    /** Only what the version of Go, or the program, does not have is null. */
    private void everySectionIsRead() {
        for (Object note : JsonTree.list(inspection, "notes")) {
            String code = String.valueOf(JsonTree.get(note, "code"));
            assertFalse(code.endsWith("-unread"), () -> name + ": " + note);
        }
    }

    /** Each goroutine began in a function that Go calls, and somebody started it. */
    private void stacksGoToTheirEnds() {
        List<?> groups = JsonTree.list(inspection, "goroutines", "groups");
        assertFalse(groups.isEmpty());
        for (Object group : groups) {
            if (!WITHOUT_STACK.contains(String.valueOf(JsonTree.get(group, "state")))) {
                List<String> functions = functions(group);
                assertFalse(functions.isEmpty(), () -> name + ", no stack: " + group);
                assertEquals("runtime.goexit", functions.getLast(), () -> name + ": " + group);
                boolean isMain = functions.contains("runtime.main");
                assertTrue(isMain || creator(group) != null, () -> name + ", nobody started it: " + group);
                assertFalse(functions.contains(""), () -> name + ", frames without function: " + group);
            }
        }
    }

    private static @Nullable Object creator(Object group) {
        Object creator = JsonTree.get(group, "created_by");
        return creator == null ? null : JsonTree.get(creator, "function");
    }

    private static List<String> functions(Object group) {
        List<String> functions = new ArrayList<>();
        for (Object frame : JsonTree.list(group, "stack")) {
            functions.add(Objects.requireNonNullElse(JsonTree.get(frame, "function"), "")
                    .toString());
        }
        return functions;
    }

    private static long smapsRss(int pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps"))) {
            return lines.filter(line -> line.startsWith("Rss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        }
    }
}
