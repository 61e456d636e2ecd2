package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.export.JsonTree;
import dev.blindspot.recording.KeptRecording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code report} of ten seconds of a service that leaks. */
class ReportCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private String file = "";

    @BeforeEach
    void keep() throws IOException {
        file = Files.write(directory.resolve("kept.bsp"), KeptRecording.bytes(KeptRecording.NEWEST))
                .toString();
    }

    private List<?> findings(String... options) throws IOException {
        Path out = directory.resolve("report.json");
        List<String> line = new ArrayList<>(List.of("report", file, "--json", "-o", out.toString()));
        line.addAll(List.of(options));
        assertEquals(0, Cli.here(line.toArray(String[]::new)).clean().exit());
        return JsonTree.list(JsonTree.object(Files.readString(out)), "findings");
    }

    @Test
    void whatIsYoungerThanAskedForIsNoFinding() throws Exception {
        assertTrue(findings().toString().contains("mmap-growth"));
        assertTrue(findings("--older", "5s").toString().contains("mmap-growth"));
        assertFalse(findings("--older", "30s").toString().contains("mmap-growth"), "all of it is younger");
    }

    @Test
    void findingsAreAnExitCodeWhereThatIsAskedFor() {
        String out = directory.resolve("report.txt").toString();
        assertEquals(
                10, Cli.here("report", file, "--fail-on", "suspect", "-o", out).exit());
        assertEquals(0, Cli.here("report", file, "--fail-on", "leak", "-o", out).exit());
        assertEquals(
                0,
                Cli.here("report", file, "--fail-on", "suspect", "--older", "30s", "-o", out)
                        .exit());
    }
}
