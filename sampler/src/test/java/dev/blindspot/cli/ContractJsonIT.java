package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.export.JsonShape;
import dev.blindspot.export.JsonTree;
import dev.blindspot.live.Privilege;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key of the contract's documents is there, of its type, and no other: on a live run. */
class ContractJsonIT {
    /** What is null where there is no such thing. */
    private static final Set<String> MEANS_NONE =
            Set.of("max_bytes", "memory_limit_bytes", "last_at", "executing_at_least_ns", "goroutine");

    @TempDir
    private Path directory = Path.of("");

    private void assertShape(String shape, String... arguments) throws Exception {
        Path out = directory.resolve("out.json");
        String[] line = Stream.concat(Stream.of(arguments), Stream.of("--json", "-o", out.toString()))
                .toArray(String[]::new);
        Cli.Ran ran = Cli.here(line);
        assertEquals(0, ran.exit(), ran.err());
        assertEquals(List.of(), JsonShape.read(shape).differences(JsonTree.parse(Files.readString(out))));
    }

    @Test
    void doctor() throws Exception {
        assertShape("doctor", "doctor");
        assertShape("doctor", "doctor", Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void inspect() throws Exception {
        try (LeakyService service = LeakyService.start()) {
            assertShape("inspection", "inspect", service.pid());
            assertShape(
                    "inspection",
                    "inspect",
                    Long.toString(ProcessHandle.current().pid()),
                    "-i",
                    "50ms");
        }
    }

    /** Unknown is null with an entry in notes. */
    @Test
    void whatIsNullIsExplained() throws Exception {
        Path out = directory.resolve("out.json");
        Process other = new ProcessBuilder("sleep", "600").start();
        try (LeakyService service = LeakyService.start()) {
            for (String pid : List.of(service.pid(), Long.toString(other.pid()))) {
                assertEquals(
                        0,
                        Cli.here("inspect", pid, "--json", "-o", out.toString()).exit());
                Map<String, @Nullable Object> inspection = JsonTree.object(Files.readString(out));
                String notes = String.valueOf(inspection.get("notes"));
                for (String section : List.of("cgroup", "threads", "finalizers", "cleanups", "pins", "gc")) {
                    if (inspection.get(section) instanceof Map<?, ?> fields) {
                        fields.forEach((key, value) -> assertTrue(
                                value != null || MEANS_NONE.contains(key) || notes.contains(String.valueOf(key)),
                                section + "." + key + " is null: " + notes));
                    }
                }
            }
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void report() throws Exception {
        Privilege.tracing();
        String file = directory.resolve("a.bsp").toString();
        try (LeakyService service = LeakyService.start()) {
            assertEquals(
                    0,
                    Cli.here("record", service.pid(), "-d", "3s", "-e", "latency", "-o", file)
                            .exit());
        }
        assertShape("report", "report", file);
    }
}
