package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.export.JsonTree;
import dev.blindspot.live.EventLines;
import dev.blindspot.live.Privilege;
import dev.blindspot.model.Loss;
import dev.blindspot.model.SamplerException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One recording over a restart. */
class FollowIT {
    @TempDir
    private Path directory = Path.of("");

    private Path file = Path.of("");

    /** A service under a name that no other process has. */
    private Process start() throws IOException {
        Path link =
                directory.resolve("f" + Long.toString(ProcessHandle.current().pid(), 36) + "follow");
        if (!Files.exists(link)) {
            String newest = GoBuilds.newest();
            Files.createSymbolicLink(link, GoBuilds.build("leakyservice", newest, "plain"));
        }
        Process process = new ProcessBuilder(link.toString())
                .redirectError(Redirect.DISCARD)
                .start();
        assertEquals("ready", process.inputReader().readLine());
        return process;
    }

    private long leaked() {
        try {
            return RecordedReport.read(file).callSites().stream()
                    .filter(row -> !row.byRuntime())
                    .mapToLong(row -> row.outstandingBytes())
                    .sum();
        } catch (SamplerException.UnreadableRecording e) {
            // Its first chunk is not written yet.
            return 0;
        }
    }

    private void awaitLeak(Cli.Started recording, long bytes) {
        while (leaked() < bytes) {
            assertTrue(recording.process().isAlive());
            Thread.onSpinWait();
        }
    }

    @Test
    void itGoesOnWithTheNextProcessOfTheName() throws Exception {
        Privilege.tracing();
        file = directory.resolve("a.bsp");
        Process first = start();
        List<String> line =
                Cli.command("record", Long.toString(first.pid()), "--follow", "-i", "200ms", "-o", file.toString());
        Process second = first;
        try (Cli.Started recording =
                Cli.Started.of(line, directory, Redirect.DISCARD).said(", attached by ")) {
            awaitLeak(recording, 2 << 20);
            first.destroyForcibly().waitFor();
            second = start();
            recording.said("the target ended; recording goes on with " + second.pid());
            awaitLeak(recording, 1 << 20);
            recording.signal("INT");
            Cli.Ran ran = recording.end().clean();
            assertEquals(0, ran.exit(), ran.err());
        } finally {
            first.destroyForcibly();
            second.destroyForcibly();
        }

        Report report = RecordedReport.read(file);
        assertEquals("interrupted", report.reason());
        assertTrue(
                report.notes().stream().anyMatch(note -> note.code().equals("target-restarted")),
                report.notes().toString());
        List<String> lost = report.losses().stream()
                .filter(loss -> loss.count() == null)
                .map((Loss loss) -> loss.source().label())
                .toList();
        assertTrue(lost.containsAll(List.of("mmap", "munmap", "mapping")), lost.toString());
        assertEquals(
                second.pid(), Objects.requireNonNull(report.last()).target().pid());

        Path plan = directory.resolve("plan.json");
        assertEquals(
                0,
                Cli.here("plan", file.toString(), "--json", "-o", plan.toString())
                        .exit());
        assertEquals(2L, JsonTree.get(JsonTree.object(Files.readString(plan)), "window", "processes"));

        Path events = directory.resolve("events.jsonl");
        assertEquals(
                0,
                Cli.here("export", file.toString(), "-f", "jsonl", "-o", events.toString())
                        .exit());
        EventLines.of(events);
    }

    @Test
    void whatCannotBeBothIsSaid() {
        Cli.here("record", "1", "--follow", "--until-oom").failed(2, "--until-oom");
    }
}
