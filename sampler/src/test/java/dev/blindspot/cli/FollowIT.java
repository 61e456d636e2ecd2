package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.export.JsonTree;
import dev.blindspot.export.RecordedReport;
import dev.blindspot.live.ArrowEvents;
import dev.blindspot.live.EventLines;
import dev.blindspot.live.Privilege;
import dev.blindspot.live.Zombie;
import dev.blindspot.model.Loss;
import dev.blindspot.model.SamplerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One recording over a restart. */
class FollowIT {
    @TempDir
    private Path directory = Path.of("");

    private Path file = Path.of("");

    /** No other process has it. */
    private static String name() {
        return "f" + Long.toString(ProcessHandle.current().pid(), 36) + "follow";
    }

    private Process start() throws IOException {
        Path link = directory.resolve(name());
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

    /** A zombie of that name, which comes before it, is passed over. */
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
            try (Zombie zombie = Zombie.named(name(), directory)) {
                second = start();
                recording.said("the target ended; recording goes on with " + second.pid());
                assertNotEquals(zombie.pid(), second.pid());
            }
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

    private Map<String, @Nullable Object> awaitLine(
            BufferedReader lines, Predicate<Map<String, @Nullable Object>> wanted) throws IOException {
        while (true) {
            Map<String, @Nullable Object> line = JsonTree.object(Objects.requireNonNull(lines.readLine(), "it ended"));
            if (wanted.test(line)) {
                return line;
            }
        }
    }

    private static long leaked(Map<String, @Nullable Object> report) {
        return JsonTree.list(report, "call_sites").stream()
                .filter(row -> Boolean.FALSE.equals(JsonTree.get(row, "by_runtime")))
                .filter(row -> JsonTree.get(row, "outstanding_bytes") != null)
                .mapToLong(row -> JsonTree.number(row, "outstanding_bytes"))
                .sum();
    }

    /** What the first held is gone with it. */
    @Test
    void topGoesOnToo() throws Exception {
        Privilege.tracing();
        Process first = start();
        List<String> line = Cli.command("top", Long.toString(first.pid()), "--follow", "-i", "200ms", "--json");
        Process second = first;
        try (Cli.Started top = Cli.Started.of(line, directory, Redirect.PIPE);
                BufferedReader lines = top.process().inputReader()) {
            awaitLine(lines, report -> leaked(report) > 4 << 20);
            first.destroyForcibly().waitFor();
            second = start();
            Map<String, @Nullable Object> after = awaitLine(
                    lines, report -> String.valueOf(report.get("notes")).contains("target-restarted"));
            assertTrue(leaked(after) < 4 << 20, () -> "still " + leaked(after));
            awaitLine(lines, report -> leaked(report) > 1 << 20);
            top.signal("INT");
            lines.lines().forEach(JsonTree::object);
            Cli.Ran ran = top.end().clean();
            assertEquals(0, ran.exit(), ran.err());
            assertTrue(ran.err().contains("the target ended; watching goes on with " + second.pid()), ran.err());
        } finally {
            first.destroyForcibly();
            second.destroyForcibly();
        }
    }

    private void awaitText(Cli.Started started, Path out, Predicate<String> wanted) throws IOException {
        while (!wanted.test(Files.readString(out))) {
            assertTrue(started.process().isAlive());
            Thread.onSpinWait();
        }
    }

    /** One stream of both: numbers go on, and so do ids of stacks; samples say whose they are. */
    @Test
    void aStreamGoesOnToo() throws Exception {
        Privilege.tracing();
        file = directory.resolve("events.jsonl");
        Process first = start();
        List<String> line =
                Cli.command("stream", Long.toString(first.pid()), "--follow", "-i", "200ms", "-o", file.toString());
        Process second = first;
        try (Cli.Started stream =
                Cli.Started.of(line, directory, Redirect.DISCARD).said("blindspot: streaming")) {
            awaitText(stream, file, text -> text.contains("cacheThumbnail") && text.contains("\"type\":\"sample\""));
            first.destroyForcibly().waitFor();
            second = start();
            stream.said("the target ended; streaming goes on with " + second.pid());
            String sample = "\"tid\":" + second.pid() + ",";
            awaitText(
                    stream,
                    file,
                    text -> text.indexOf("cacheThumbnail", text.indexOf("\"type\":\"exit\"")) > 0
                            && text.lines().anyMatch(each -> each.contains("sample") && each.contains(sample)));
            stream.signal("INT");
            Streams.ended(stream);
        } finally {
            first.destroyForcibly();
            second.destroyForcibly();
        }

        EventLines.of(file);
        List<Map<String, @Nullable Object>> lines =
                Files.readAllLines(file).stream().map(JsonTree::object).toList();
        assertEquals(first.pid(), lines.getFirst().get("pid"));
        assertEquals("interrupted", lines.getLast().get("reason"));
        int exit = first(lines, each -> "exit".equals(each.get("type")), 0);
        assertEquals(first.pid(), lines.get(exit).get("tid"));
        int unseen = first(lines, each -> "lost".equals(each.get("type")) && "mmap".equals(each.get("source")), exit);
        assertNull(lines.get(unseen).get("count"));
        assertEquals(Set.of(first.pid()), sampled(lines.subList(0, unseen)));
        assertEquals(Set.of(second.pid()), sampled(lines.subList(unseen, lines.size())));
        stacksAreToldOnceAndBeforeTheirUse(lines);
    }

    private void awaitSample(Cli.Started stream, long pid) throws InterruptedException {
        while (!ArrowEvents.sampled(file).contains(pid)) {
            assertFalse(stream.process().waitFor(20, TimeUnit.MILLISECONDS), "it ended");
        }
    }

    @Test
    void aStreamOfArrowGoesOnToo() throws Exception {
        Privilege.tracing();
        file = directory.resolve("events.arrows");
        Process first = start();
        List<String> line = Cli.command(
                "stream", Long.toString(first.pid()), "--follow", "-i", "200ms", "-f", "arrow", "-o", file.toString());
        Process second = first;
        try (Cli.Started stream =
                Cli.Started.of(line, directory, Redirect.DISCARD).said("blindspot: streaming")) {
            awaitSample(stream, first.pid());
            first.destroyForcibly().waitFor();
            second = start();
            awaitSample(stream, second.pid());
            stream.signal("INT");
            Streams.ended(stream);
        } finally {
            first.destroyForcibly();
            second.destroyForcibly();
        }
        assertTrue(ArrowEvents.of(file).count("exit") > 0);
        assertEquals(Set.of(first.pid(), second.pid()), ArrowEvents.sampled(file));
    }

    private static Set<@Nullable Object> sampled(List<Map<String, @Nullable Object>> lines) {
        return lines.stream()
                .filter(each -> "sample".equals(each.get("type")))
                .map(each -> each.get("tid"))
                .collect(Collectors.toSet());
    }

    private static int first(
            List<Map<String, @Nullable Object>> lines, Predicate<Map<String, @Nullable Object>> wanted, int from) {
        return IntStream.range(from, lines.size())
                .filter(i -> wanted.test(lines.get(i)))
                .findFirst()
                .orElseThrow();
    }

    private static void stacksAreToldOnceAndBeforeTheirUse(List<Map<String, @Nullable Object>> lines) {
        Set<Object> told = new HashSet<>();
        for (Map<String, @Nullable Object> line : lines) {
            Object stack = line.get("stack");
            if ("stack".equals(line.get("type"))) {
                assertTrue(told.add(Objects.requireNonNull(line.get("id"))), "told twice: " + line);
                assertTrue(!JsonTree.list(line, "frames").isEmpty(), "a stack of the wrong process: " + line);
            } else if (stack != null) {
                assertTrue(told.contains(stack), "not told: " + line);
            }
        }
    }

    @Test
    void whatCannotBeBothIsSaid() {
        Cli.here("record", "1", "--follow", "--until-oom").failed(2, "--until-oom");
    }
}
