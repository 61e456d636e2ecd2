package dev.blindspot.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.export.JsonTree;
import dev.blindspot.ledger.StoppedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What must hold of any Go service: looked at, recorded, and looked at again while it is stopped. */
final class ServiceCheck {
    /** Where Go's stacks begin; some parts of the runtime run on a stack of the thread, below which nothing is walked. */
    private static final Set<String> ROOTS =
            Set.of("runtime.goexit", "runtime.mstart", "runtime.mcall", "runtime.morestack", "runtime.systemstack");

    /** Only the runtime calls these. */
    private static final Set<String> OF_RUNTIME =
            Set.of("runtime.sysMap", "runtime.sysReserve", "runtime.sysAlloc", "runtime.newm", "runtime.sysMmap");

    private final Path directory;

    ServiceCheck(Path directory) {
        this.directory = directory;
    }

    void holds(DebianPackage what, String suite) throws Exception {
        try (DebianService service =
                DebianService.start(what, suite, Files.createDirectory(directory.resolve("home")))) {
            inspected(service.pid());
            Path file = directory.resolve("service.bsp");
            int before = service.answered();
            Blindspot.run(directory, "record", String.valueOf(service.pid()), "-d", "10s", "-o", file.toString());
            assertTrue(service.answered() - before > 100, "it was under load");
            recorded(
                    JsonTree.object(Blindspot.run(directory, "report", file.toString(), "--json")), what + " " + suite);
            stopped(new StoppedProcess(service.unloaded()));
        }
    }

    private Map<String, @Nullable Object> inspected(int pid) throws Exception {
        Map<String, @Nullable Object> inspection =
                JsonTree.object(Blindspot.run(directory, "inspect", String.valueOf(pid), "--json"));
        assertTrue(
                String.valueOf(JsonTree.get(inspection, "target", "go_version")).startsWith("go1."));
        assertEquals(List.of(), JsonTree.get(inspection, "findings"));
        long sum = 0;
        for (Object row : list(JsonTree.get(inspection, "ledger", "rows"))) {
            sum += number(JsonTree.get(row, "rss_bytes"));
        }
        assertEquals(number(JsonTree.get(inspection, "ledger", "scanned_bytes")), sum);
        return inspection;
    }

    private void stopped(StoppedProcess process) throws Exception {
        Object ledger = JsonTree.get(inspected(process.pid()), "ledger");
        assertEquals(smapsRss(process.pid()), number(JsonTree.get(ledger, "scanned_bytes")));
        assertEquals(0, number(JsonTree.get(ledger, "unattributed_bytes")));
    }

    private static long smapsRss(int pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps"))) {
            return lines.filter(line -> line.startsWith("Rss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        }
    }

    private static void recorded(Map<String, @Nullable Object> report, String name) {
        List<Object> rows = list(report.get("call_sites"));
        int frames = 0;
        int known = 0;
        int ofGo = 0;
        int whole = 0;
        for (Object row : rows) {
            List<String> functions = functions(row);
            assertFalse(functions.isEmpty(), () -> "a row without stack: " + row);
            frames += functions.size();
            known += functions.stream()
                    .mapToInt(function -> function.isEmpty() ? 0 : 1)
                    .sum();
            // A thread that C starts begins in C, and C can keep its callers to itself.
            if (hasOnlyGo(row)) {
                ofGo++;
                whole += ROOTS.contains(functions.getLast()) ? 1 : 0;
            }
            madeBy(row, functions);
        }
        System.out.printf(
                "%s: %s, %d rows, %d frames, %.2f %% without function, %d stacks not down to Go's first frame%n",
                name,
                JsonTree.get(report, "target", "go_version"),
                rows.size(),
                frames,
                100.0 * (frames - known) / frames,
                ofGo - whole);
        assertTrue(frames > 200, "little was seen: " + frames);
        assertTrue(known >= 0.95 * frames, "frames with a function: " + known + " of " + frames);
        assertTrue(ofGo > 0 && whole >= 0.95 * ofGo, "whole stacks: " + whole + " of " + ofGo);
        for (Object finding : list(report.get("findings"))) {
            assertEquals("info", JsonTree.get(finding, "severity"), () -> "no service leaks: " + finding);
        }
        for (Object loss : list(report.get("losses"))) {
            assertEquals("fault", JsonTree.get(loss, "source"), () -> "of the mappings nothing is lost: " + loss);
        }
        assertTrue(list(report.get("ledger")).size() > 1);
    }

    private static void madeBy(Object row, List<String> functions) {
        if (!"fault".equals(JsonTree.get(row, "kind"))) {
            boolean ofRuntime = functions.stream().anyMatch(OF_RUNTIME::contains);
            boolean ofProgram =
                    functions.stream().anyMatch(function -> function.matches("(syscall|.*/unix)\\.[mM]map"));
            assertFalse(ofRuntime && ofProgram, () -> "both: " + functions);
            if (ofRuntime || ofProgram) {
                assertEquals(ofRuntime, JsonTree.get(row, "by_runtime"), functions::toString);
            }
        }
    }

    private static boolean hasOnlyGo(Object row) {
        return list(JsonTree.get(row, "stack")).stream().allMatch(frame -> JsonTree.get(frame, "file") != null);
    }

    /** Of the frames of a row, leaf first; empty where a frame has none. */
    private static List<String> functions(Object row) {
        List<String> functions = new ArrayList<>();
        Object stack = JsonTree.get(row, "stack");
        for (Object frame : stack == null ? List.of() : list(stack)) {
            Object function = JsonTree.get(frame, "function");
            functions.add(function == null ? "" : function.toString());
        }
        return functions;
    }

    private static long number(@Nullable Object value) {
        return value instanceof Long number ? number : -1;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw new AssertionError("no list: " + value);
    }
}
