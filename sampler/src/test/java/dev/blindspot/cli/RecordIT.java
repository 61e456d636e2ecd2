package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.detect.Report;
import dev.blindspot.export.RecordedReport;
import dev.blindspot.live.Privilege;
import dev.blindspot.live.Slowness;
import dev.blindspot.model.SamplerException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a recording begins and ends, and where it goes. */
class RecordIT {
    private static final String ATTACHED = ", attached by ";
    private static final Pattern WHO = Pattern.compile("recording (\\d+) \\(");

    @TempDir
    private Path directory = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void mayTrace() {
        Privilege.tracing();
        file = directory.resolve("a.bsp");
    }

    private Cli.Started recording(LeakyService service, String... options) throws Exception {
        List<String> line = Cli.command("record", service.pid(), "-o", file.toString());
        line.addAll(List.of(options));
        return Cli.Started.of(line, directory, Redirect.DISCARD).said(ATTACHED);
    }

    /** Reads it, while it is written, until it covers so much. */
    private Report waitFor(Cli.Started recording, long nanos) {
        while (true) {
            assertTrue(recording.process().isAlive());
            try {
                Report report = RecordedReport.read(file);
                if (report.durationNanos() >= nanos) {
                    return report;
                }
            } catch (SamplerException.UnreadableRecording e) {
                // Its first chunk is not written yet.
            }
            Thread.onSpinWait();
        }
    }

    private static void assertNote(String code, Report report) {
        assertTrue(
                report.notes().stream().anyMatch(note -> note.code().equals(code)),
                report.notes().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalEndsItCleanly(String signal) throws Exception {
        try (LeakyService service = LeakyService.start();
                Cli.Started recording = recording(service)) {
            long seen = waitFor(recording, 1_000_000_000).durationNanos();
            recording.signal(signal);
            Cli.Ran ran = recording.end().clean();
            assertEquals(0, ran.exit(), ran.err());
            assertTrue(ran.err().contains(": ended by a signal"), ran.err());
            Report report = RecordedReport.read(file);
            assertTrue(report.durationNanos() >= seen);
            assertNote("interrupted", report);
        }
    }

    @Test
    void aKillLosesNothingThatWasThere() throws Exception {
        try (LeakyService service = LeakyService.start();
                Cli.Started recording = recording(service)) {
            Report seen = waitFor(recording, 2_000_000_000);
            recording.signal("KILL");
            recording.end();

            Report report = RecordedReport.read(file);
            assertTrue(report.durationNanos() >= seen.durationNanos());
            assertTrue(report.callSites().size() >= seen.callSites().size());
            assertNote("recording-unfinished", report);
            assertEquals(
                    0,
                    Cli.here("record", service.pid(), "-d", "200ms", "-o", file.toString())
                            .exit());
        }
    }

    /** A limit of file sizes is a small disk that takes no rights. */
    @Test
    void aFullDiskKeepsWhatWasRecorded() throws Exception {
        try (LeakyService service = LeakyService.start()) {
            // Twice as large as a whole recording of some intervals: the next one fills it after more of them.
            String duration = Slowness.seconds(1) + "s";
            String[] command = {"record", service.pid(), "-i", "200ms", "-d", duration, "-o", file.toString()};
            assertEquals(0, Cli.here(command).exit());
            long disk = 2 * Files.size(file) / 1024;
            String line = "ulimit -f " + disk + "; exec '"
                    + String.join("' '", Cli.command("record", service.pid(), "-i", "200ms", "-o", file.toString()))
                    + "'";
            try (Cli.Started recording = Cli.Started.of(List.of("bash", "-c", line), directory, Redirect.DISCARD)) {
                recording.end().failed(7, file.toString(), "what was recorded before is readable");
            }
            Report report = RecordedReport.read(file);
            assertTrue(report.durationNanos() > 0);
            assertNote("recording-unfinished", report);
        }
    }

    @Test
    void anOutputThatCannotBeOpenedLeavesNothingAttached() throws Exception {
        try (LeakyService service = LeakyService.start()) {
            Cli.here(
                            "record",
                            service.pid(),
                            "-o",
                            directory.resolve("none/a.bsp").toString())
                    .failed(7, "no such file or directory");
            Cli.here("record", service.pid(), "-o", directory.toString()).failed(7, "Is a directory");
            Cli.here("record", service.pid(), "-o", "/dev/full").failed(7, "No space left on device");
            Cli.here("record", service.pid(), "-o", "unix:" + file).failed(7, "No such file");
            assertTrue(Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> List.of("drain", "aggregate", "raw").contains(thread.getName())));
        }
    }

    @Test
    void standardOutputTakesIt() throws Exception {
        try (LeakyService service = LeakyService.start()) {
            String[] line = {"record", service.pid(), "-d", "500ms", "-o", "-"};
            assertEquals(
                    0,
                    Cli.apart(directory, Redirect.to(file.toFile()), line)
                            .clean()
                            .exit());
            assertEquals("duration", RecordedReport.read(file).reason());
            String piped = "'" + String.join("' '", Cli.command("record", service.pid(), "-o", "-"))
                    + "' | head -c 10 >/dev/null; exit ${PIPESTATUS[0]}";
            try (Cli.Started recording = Cli.Started.of(List.of("bash", "-c", piped), directory, Redirect.DISCARD)) {
                Cli.Ran ran = recording.end().clean();
                assertEquals(0, ran.exit(), ran.err());
                assertTrue(ran.err().contains(": the reader closed it"), ran.err());
            }
        }
    }

    @Test
    void findingsBecomeAnExitCode() throws Exception {
        try (LeakyService service = LeakyService.start()) {
            String duration = Slowness.seconds(6) + "s";
            String[] line = {"record", service.pid(), "-d", duration, "-o", file.toString(), "--fail-on", "suspect"};
            assertEquals(10, Cli.here(line).clean().exit());
        }
        String shown = directory.resolve("report.txt").toString();
        assertEquals(
                10,
                Cli.here("report", file.toString(), "-o", shown, "--fail-on", "suspect")
                        .exit());
        assertEquals(
                0,
                Cli.here("report", file.toString(), "-o", shown, "--fail-on", "leak")
                        .exit());
        assertTrue(Files.readString(Path.of(shown)).contains("suspect  mmap-growth"));
    }

    /** The command has this process's standard streams, and they hold nothing but its own. */
    @Test
    void aCommandIsStartedAndRecordedToItsEnd() throws Exception {
        Path out = directory.resolve("out.txt");
        String script = "read line; echo got $line; echo said >&2";
        List<String> line = Cli.command("record", "-o", file.toString(), "--", "sh", "-c", script);
        try (Cli.Started recording =
                Cli.Started.of(line, directory, Redirect.to(out.toFile())).said(ATTACHED)) {
            recording.process().outputWriter().append("it\n").close();
            Cli.Ran ran = recording.end().clean();
            assertEquals(0, ran.exit(), ran.err());
            assertTrue(ran.err().contains("\nsaid\n"), ran.err());
            assertTrue(ran.err().contains(": the target ended"), ran.err());
        }
        assertEquals("got it\n", Files.readString(out));
        assertEquals("exit", RecordedReport.read(file).reason());
    }

    @Test
    void aCommandIsEndedWithItsRecording() throws Exception {
        Cli.Ran ran = Cli.here("record", "-d", "300ms", "-o", file.toString(), "--", "sleep", "600");
        assertEquals(0, ran.clean().exit(), ran.err());
        assertFalse(isAlive(pidIn(ran)));
    }

    @Test
    void aCommandThatCannotBeRecordedDoesNotRun() throws Exception {
        Path trace = directory.resolve("trace");
        String none = directory.resolve("none/a.bsp").toString();
        // It would need seconds to get there, and is held after a millisecond.
        Cli.here("record", "-o", none, "--", "sh", "-c", "sleep 5; echo ran >" + trace)
                .failed(7, "no such file or directory");
        assertTrue(Files.notExists(trace));
        assertTrue(ProcessHandle.current()
                .children()
                .noneMatch(child -> child.info().commandLine().orElse("").contains(trace.toString())));
    }

    @Test
    void aSignalEndsWaitingForTheSecondLook() throws Exception {
        Path out = directory.resolve("out.json");
        String self = Long.toString(ProcessHandle.current().pid());
        List<String> line = Cli.command("inspect", self, "--json", "-i", "1h");
        try (Cli.Started inspect = Cli.Started.of(line, directory, Redirect.to(out.toFile()))) {
            awaitWaiting(inspect.process());
            inspect.signal("INT");
            Cli.Ran ran = inspect.end().clean();
            assertEquals(0, ran.exit(), ran.err());
            assertTrue(ran.err().contains("this is the first look"), ran.err());
        }
        assertTrue(Files.readString(out).startsWith("{\n  \"schema\" : \"blindspot.inspect/1\""));
    }

    private static void awaitWaiting(Process process) throws IOException {
        // The hook for signals is set before the target is opened.
        Path descriptors = Path.of("/proc", Long.toString(process.pid()), "fd");
        Path target = Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "pagemap");
        while (true) {
            assertTrue(process.isAlive());
            try (var open = Files.list(descriptors)) {
                if (open.anyMatch(each -> leadsTo(each, target))) {
                    return;
                }
            }
        }
    }

    private static boolean leadsTo(Path link, Path target) {
        try {
            return Files.readSymbolicLink(link).equals(target);
        } catch (IOException e) {
            return false;
        }
    }

    private static long pidIn(Cli.Ran ran) {
        Matcher matcher = WHO.matcher(ran.err());
        assertTrue(matcher.find(), ran.err());
        return Long.parseLong(matcher.group(1));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
