package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.export.JsonShape;
import dev.blindspot.export.JsonTree;
import dev.blindspot.live.Privilege;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key of the contract's documents is there, of its type, and no other: on a live run. */
class ContractJsonIT {
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
