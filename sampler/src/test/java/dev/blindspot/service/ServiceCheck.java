package dev.blindspot.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.export.JsonTree;
import dev.blindspot.ledger.StoppedProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
            String name = what + " " + suite;
            // Two looks: what grows between them would be a finding.
            inspected(name, service.pid(), "-i", "2s").holds();
            Path file = directory.resolve("service.bsp");
            int before = service.answered();
            Blindspot.run(directory, "record", String.valueOf(service.pid()), "-d", "10s", "-o", file.toString());
            assertTrue(service.answered() - before > 100, "it was under load");
            recorded(JsonTree.object(Blindspot.run(directory, "report", file.toString(), "--json")), name);
            int pid = new StoppedProcess(service.unloaded()).pid();
            inspected(name, pid).holdsStill(pid);
        }
    }

    private InspectedService inspected(String name, int pid, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("inspect", String.valueOf(pid), "--json"));
        command.addAll(List.of(more));
        return new InspectedService(name, Blindspot.run(directory, command.toArray(String[]::new)));
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
        assertTrue(frames > 50, "little was seen: " + frames);
        assertTrue(known >= 0.95 * frames, "frames with a function: " + known + " of " + frames);
        assertTrue(ofGo > 0 && whole >= 0.95 * ofGo, "whole stacks: " + whole + " of " + ofGo);
        for (Object finding : list(report.get("findings"))) {
            assertEquals("info", JsonTree.get(finding, "severity"), () -> "no service leaks: " + finding);
        }
        for (Object loss : list(report.get("losses"))) {
            // A machine that is busy with other things may leave the recorder no time: then it says how much it missed.
            assertTrue(
                    "fault".equals(JsonTree.get(loss, "source")) || JsonTree.get(loss, "count") != null,
                    () -> "of the mappings nothing is lost uncounted: " + loss);
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

    @SuppressWarnings("unchecked")
    private static List<Object> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw new AssertionError("no list: " + value);
    }
}
