package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.export.JsonShape;
import dev.blindspot.export.JsonTree;
import dev.blindspot.live.Privilege;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code top} without a terminal, on a live Go service. */
class TopIT {
    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void tracing() {
        Privilege.tracing();
    }

    @Test
    void aReportIsWrittenALineEachInterval() throws Exception {
        Path out = directory.resolve("top.json");
        try (LeakyService service = LeakyService.start()) {
            Cli.Ran ran = Cli.here("top", service.pid(), "-d", "3s", "-i", "500ms", "--json", "-o", out.toString());
            assertEquals(0, ran.exit(), ran.err());
            assertTrue(ran.clean().err().contains("watched " + service.pid()), ran.err());
        }
        List<String> lines = Files.readAllLines(out);
        assertTrue(lines.size() >= 5, lines.size() + " lines in 3 s");
        Instant before = Instant.MIN;
        long mapped = 0;
        for (String line : lines) {
            Map<String, @Nullable Object> report = JsonTree.object(line);
            assertEquals(List.of(), JsonShape.read("report").differences(report));
            Instant end = Instant.parse(String.valueOf(JsonTree.get(report, "window", "end_at")));
            assertTrue(end.isAfter(before));
            before = end;
            Map<String, @Nullable Object> totals = JsonTree.at(report, "totals");
            if (totals.containsKey("mmap.anon")) {
                long now = (Long) JsonTree.at(totals, "mmap.anon").getOrDefault("mapped_bytes", 0L);
                assertTrue(now >= mapped);
                mapped = now;
            }
        }
        assertTrue(mapped > 0);
    }

    @Test
    void textNamesWhoMaps() throws Exception {
        Path out = directory.resolve("top.txt");
        try (LeakyService service = LeakyService.start()) {
            assertEquals(
                    0,
                    Cli.here("top", service.pid(), "-d", "2s", "-o", out.toString())
                            .clean()
                            .exit());
        }
        String text = Files.readString(out);
        assertTrue(text.contains("main.(*thumbnails).cacheThumbnail thumbs.go:"), text);
        assertTrue(text.contains("RESIDENT  SINCE START  CATEGORY"), text);
    }

    @Test
    void aReaderWhoHasEnoughEndsIt() throws Exception {
        try (LeakyService service = LeakyService.start();
                Cli.Started top = Cli.Started.of(
                        Cli.command("top", service.pid(), "-i", "200ms", "--json"),
                        directory,
                        ProcessBuilder.Redirect.PIPE)) {
            try (BufferedReader out = top.process().inputReader()) {
                JsonTree.object(String.valueOf(out.readLine()));
            }
            Cli.Ran ran = top.end();
            assertEquals(0, ran.exit(), ran.err());
            assertTrue(ran.clean().err().contains("the reader closed it"), ran.err());
        }
    }

    @Test
    void aSignalOrTheTargetsEndEndsIt() throws Exception {
        try (LeakyService service = LeakyService.start();
                Cli.Started top = Cli.Started.of(
                        Cli.command("top", service.pid(), "-i", "200ms", "--json"),
                        directory,
                        ProcessBuilder.Redirect.PIPE);
                BufferedReader out = top.process().inputReader()) {
            out.readLine();
            top.signal("INT");
            out.lines().forEach(JsonTree::object);
            assertTrue(top.end().clean().err().contains("ended by a signal"));
        }
        try (Cli.Started top = Cli.Started.of(
                Cli.command("top", "-i", "200ms", "-o", directory.resolve("top").toString(), "--", "sleep", "3"),
                directory,
                ProcessBuilder.Redirect.DISCARD)) {
            Cli.Ran ran = top.end();
            assertEquals(0, ran.exit(), ran.err());
            assertTrue(ran.clean().err().contains("the target ended"), ran.err());
        }
    }
}
