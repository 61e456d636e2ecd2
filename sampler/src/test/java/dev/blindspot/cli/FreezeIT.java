package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.export.JsonTree;
import dev.blindspot.export.RecordedReport;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.FrozenProcess;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Privilege;
import dev.blindspot.model.Inspection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code inspect --freeze} stops the target and lets it go, whatever becomes of the inspector. It runs in a process of its own:
 * this one waits for the target as its parent, and would be told of its stops.
 */
class FreezeIT {
    @TempDir
    private Path directory = Path.of("");

    private static GoTarget target() throws IOException {
        return GoTarget.start("growing", GoBuilds.newest(), "plain", "-what", "goroutines", "-each", "500");
    }

    @Test
    void theTargetGoesOnAndTheStopIsTold() throws Exception {
        try (GoTarget target = target()) {
            target.run();
            Path json = directory.resolve("inspection.json");
            Cli.apart(
                            directory,
                            ProcessBuilder.Redirect.to(json.toFile()),
                            "inspect",
                            "--freeze",
                            "--json",
                            Integer.toString(target.pid()))
                    .clean();
            Map<String, @Nullable Object> inspection = JsonTree.object(Files.readString(json));
            assertTrue((Long) Objects.requireNonNull(JsonTree.get(inspection, "cost", "stopped_ns")) > 0);
            assertTrue(Files.readString(json).contains("\"frozen\""));
            runsOn(target);
        }
    }

    /** Each look of a recording, at its ends and between them. */
    @Test
    void aRecordingsLooksStopItToo() throws Exception {
        Privilege.tracing();
        try (GoTarget target = target()) {
            target.run();
            Path file = directory.resolve("frozen.bsp");
            List<String> line = Cli.command(
                    "record",
                    "--freeze",
                    Integer.toString(target.pid()),
                    "-d",
                    "2s",
                    "-i",
                    "500ms",
                    "-o",
                    file.toString());
            runBeside(target, line, ProcessBuilder.Redirect.DISCARD);
            Report report = RecordedReport.read(file);
            for (Inspection end : List.of(report.first(), Objects.requireNonNull(report.last()))) {
                assertTrue(end.notes().stream().anyMatch(note -> note.code().equals("frozen")));
                assertTrue(end.cost().stoppedNanos() > 0);
            }
            assertTrue(report.cost().stoppedNanos() > 0, "those between them");
            runsOn(target);
        }
    }

    @Test
    void topsLooksStopItToo() throws Exception {
        Privilege.tracing();
        try (GoTarget target = target()) {
            target.run();
            Path lines = directory.resolve("top.jsonl");
            runBeside(
                    target,
                    Cli.command("top", "--freeze", "--json", Integer.toString(target.pid()), "-d", "2s", "-i", "500ms"),
                    ProcessBuilder.Redirect.to(lines.toFile()));
            Map<String, @Nullable Object> last =
                    JsonTree.object(Files.readAllLines(lines).getLast());
            assertTrue(JsonTree.number(last, "cost", "stopped_ns") > 0);
            runsOn(target);
        }
    }

    /** What does not run is not looked at anew: the target does something until the command has ended. */
    private void runBeside(GoTarget target, List<String> line, ProcessBuilder.Redirect out) throws Exception {
        try (Cli.Started started = Cli.Started.of(line, directory, out)) {
            while (!started.process().waitFor(50, TimeUnit.MILLISECONDS)) {
                target.run();
            }
            Cli.Ran ran = started.end().clean();
            assertEquals(0, ran.exit(), ran.err());
        }
    }

    @Test
    void killOfTheInspectorLetsTheTargetGo() throws Exception {
        try (GoTarget target = target()) {
            target.run();
            boolean caught = false;
            // The stop is short: it is caught in one of some attempts.
            for (int attempt = 0; attempt < 20 && !caught; attempt++) {
                caught = killWhileStopped(target);
                runsOn(target);
            }
            assertTrue(caught, "no attempt saw the target stopped");
        }
    }

    /** Only one may trace a process: who comes second is told who does, and the target is left as it was. */
    @Test
    void aProcessThatSomebodyElseTracesIsNotStopped() throws Exception {
        // No child of this process: that could not be frozen by it.
        Process shell = new ProcessBuilder("sh", "-c", "sleep 600 >/dev/null & echo $!").start();
        String pid = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try (FrozenProcess frozen = FrozenProcess.of(Integer.parseInt(pid), new ReadCost())) {
            assumeTrue(frozen.error() == 0, "this process may not stop another");
            Cli.apart(directory, ProcessBuilder.Redirect.DISCARD, "inspect", "--freeze", pid)
                    .failed(4, "not permitted to stop process " + pid, "traces it");
        } finally {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private boolean killWhileStopped(GoTarget target) throws IOException, InterruptedException {
        try (Cli.Started inspector = Cli.Started.of(
                Cli.command("inspect", "--freeze", Integer.toString(target.pid())),
                directory,
                ProcessBuilder.Redirect.DISCARD)) {
            while (inspector.process().isAlive()) {
                if (!tracers(target).equals(List.of("0"))) {
                    inspector.process().destroyForcibly();
                    return inspector.process().waitFor() == 137;
                }
            }
            return false;
        }
    }

    /** Nobody traces it, none of its threads is stopped, and it does what it is told. */
    private static void runsOn(GoTarget target) throws IOException {
        assertEquals(List.of("0"), tracers(target));
        assertFalse(states(target).contains("t"), states(target).toString());
        target.run();
    }

    private static List<String> tracers(GoTarget target) throws IOException {
        return status(target, "TracerPid:").distinct().toList();
    }

    private static List<String> states(GoTarget target) throws IOException {
        return status(target, "State:").map(state -> state.substring(0, 1)).toList();
    }

    private static Stream<String> status(GoTarget target, String key) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + target.pid() + "/task"))) {
            return threads
                    .map(thread -> {
                        try {
                            return Files.readString(thread.resolve("status"));
                        } catch (IOException e) {
                            return ""; // It has ended.
                        }
                    })
                    .flatMap(String::lines)
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(key.length()).strip())
                    .toList()
                    .stream();
        }
    }
}
