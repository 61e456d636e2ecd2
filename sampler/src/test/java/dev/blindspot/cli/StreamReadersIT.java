package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.export.JsonTree;
import dev.blindspot.live.EventLines;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Privilege;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers of a {@code stream} who are slow, stop, close or are killed: they cost counted losses and nothing else. */
class StreamReadersIT {
    /** Mappings and unmappings that are more than a reader's ring and the pipe before it hold. */
    private static final String[] STORM = {"-churn-count", "60000", "-seconds", "600", "-anon-count", "100"};

    private static final Pattern DROPPED = Pattern.compile("note: (\\d+) events were dropped");

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void privilege() {
        Privilege.tracing();
    }

    /** Takes a byte a second while the target does its work, which waits for nobody; what it did. */
    private static Map<String, @Nullable Object> byteASecond(
            GoTarget target, InputStream from, OutputStream to, ExecutorService threads) throws Exception {
        Future<Map<String, @Nullable Object>> working = threads.submit(target::run);
        while (true) {
            try {
                return working.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                to.write(from.read());
            }
        }
    }

    /** One reads all the time, one a byte a second: both account for the same number of events. */
    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "arrow"})
    void whoTakesAByteASecondLosesWhatAnotherGets(String format) throws Exception {
        Path socket = directory.resolve("s");
        Path quick = directory.resolve("quick");
        Path slow = directory.resolve("slow");
        try (ExecutorService threads = Executors.newCachedThreadPool();
                GoTarget target = Streams.target(STORM);
                Cli.Started stream =
                        Streams.start(target, directory, Redirect.DISCARD, "-f", format, "-o", "unix:" + socket);
                InputStream one = Streams.connect(socket);
                InputStream other = Streams.connect(socket)) {
            Map<String, @Nullable Object> truth;
            try (OutputStream quickFile = Files.newOutputStream(quick);
                    OutputStream slowFile = Files.newOutputStream(slow)) {
                // Who has seen a byte is among the readers.
                quickFile.write(one.read());
                slowFile.write(other.read());
                Future<Long> quickly = threads.submit(() -> one.transferTo(quickFile));
                long before = Streams.residentBytes(stream);
                truth = byteASecond(target, other, slowFile, threads);
                long grown = Streams.residentBytes(stream) - before;
                assertTrue(grown < 48 << 20, () -> "a reader who does not read costs " + grown + " bytes");
                Future<Long> slowly = threads.submit(() -> other.transferTo(slowFile));
                stream.signal("INT");
                Streams.ended(stream);
                quickly.get();
                slowly.get();
            }
            EventLines all = Streams.events(quick, format);
            EventLines some = Streams.events(slow, format);
            assertTrue(some.lost("stream") > 10_000, () -> "it lost " + some.lost("stream"));
            assertEquals(all.numbersSinceFirstUnmapping(), some.numbersSinceFirstUnmapping());
            for (String source : List.of("mmap", "munmap", "mremap")) {
                assertEquals(all.lost(source), some.lost(source));
            }
            if (all.lost("stream") == 0) {
                assertEquals(Streams.calls(truth, "munmap"), all.count("munmap") + all.lost("munmap"));
            }
        }
        assertFalse(Files.exists(socket));
    }

    /** The same at standard output, where the numbers told in the end are those in the stream. */
    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "arrow"})
    void aByteASecondFromStandardOutput(String format) throws Exception {
        Path file = directory.resolve("events");
        try (ExecutorService threads = Executors.newCachedThreadPool();
                GoTarget target = Streams.target(STORM);
                Cli.Started stream = Streams.start(target, directory, Redirect.PIPE, "-f", format)) {
            Map<String, @Nullable Object> truth;
            String said;
            try (InputStream in = stream.process().getInputStream();
                    OutputStream to = Files.newOutputStream(file)) {
                truth = byteASecond(target, in, to, threads);
                Future<Long> rest = threads.submit(() -> in.transferTo(to));
                stream.signal("INT");
                said = Streams.ended(stream);
                rest.get();
            }
            EventLines events = Streams.events(file, format);
            long lost = events.lost("stream");
            Matcher dropped = DROPPED.matcher(said);
            assertTrue(dropped.find(), said);
            assertEquals(Long.parseLong(dropped.group(1)), lost);
            assertTrue(lost > 10_000, () -> "it lost " + lost);
            long called = Streams.calls(truth, "munmap");
            long came = events.count("munmap");
            assertTrue(came < called && called <= came + events.lost("munmap") + lost, () -> came + " of " + called);
        }
    }

    @Test
    void aReaderWhoNeverReadsHoldsNobodyUp() throws Exception {
        try (GoTarget target = Streams.target(STORM);
                Cli.Started stream = Streams.start(target, directory, Redirect.PIPE)) {
            target.run();
            stream.signal("INT");
            String said = Streams.ended(stream);
            assertTrue(DROPPED.matcher(said).find(), said);
            assertTrue(said.contains("the reader had stopped reading"), said);
        }
    }

    @Test
    void aReaderWhoClosesEndsIt() throws Exception {
        try (GoTarget target = Streams.target();
                Cli.Started stream = Streams.start(target, directory, Redirect.PIPE)) {
            try (var lines = stream.process().inputReader()) {
                assertEquals(
                        "blindspot.events/1",
                        JsonTree.object(Objects.requireNonNull(lines.readLine()))
                                .get("schema"));
            }
            target.run();
            String said = Streams.ended(stream);
            assertTrue(said.contains("the reader closed it"), said);
        }
    }

    /** One closes with more before it than it has read; the other reads on, and new ones may come. */
    @Test
    void aReaderWhoClosesLeavesTheOthers() throws Exception {
        Path socket = directory.resolve("s");
        Path file = directory.resolve("events");
        try (ExecutorService threads = Executors.newCachedThreadPool();
                GoTarget target = Streams.target();
                Cli.Started stream = Streams.start(target, directory, Redirect.DISCARD, "-o", "unix:" + socket);
                InputStream other = Streams.connect(socket);
                OutputStream to = Files.newOutputStream(file)) {
            to.write(other.read());
            Future<Long> all = threads.submit(() -> other.transferTo(to));
            try (InputStream one = Streams.connect(socket)) {
                assertEquals('{', one.read());
            }
            Map<String, @Nullable Object> truth = target.run();
            try (InputStream late = Streams.connect(socket)) {
                assertEquals('{', late.read());
                stream.signal("INT");
                List<String> lines = new String(late.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
                assertEquals("end", JsonTree.object(lines.getLast()).get("type"));
            }
            Streams.ended(stream);
            all.get();
            EventLines events = EventLines.of(file);
            long told = events.count("munmap") + events.lost("munmap") + events.lost("stream");
            assertTrue(told >= Streams.calls(truth, "munmap"), () -> told + " of " + truth);
        }
    }

    /** A reader that is killed, at the other end of a pipe. */
    @Test
    void aKilledReaderEndsIt() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Process reader = new ProcessBuilder("cat", pipe.toString()).start();
        try (GoTarget target = Streams.target();
                Cli.Started stream = Streams.start(target, directory, Redirect.to(pipe.toFile()))) {
            assertEquals('{', reader.getInputStream().read());
            reader.destroyForcibly().waitFor();
            target.run();
            String said = Streams.ended(stream);
            assertTrue(said.contains("the reader closed it"), said);
        } finally {
            reader.destroyForcibly();
        }
    }

    /** The socket's file goes with a kill too, and so does the shell that removes it. */
    @Test
    void aKillLeavesNothing() throws Exception {
        Path socket = directory.resolve("s");
        try (GoTarget target = Streams.target();
                Cli.Started stream = Streams.start(target, directory, Redirect.DISCARD, "-o", "unix:" + socket);
                InputStream in = Streams.connect(socket)) {
            assertEquals('{', in.read());
            List<ProcessHandle> others =
                    stream.process().toHandle().descendants().toList();
            assertFalse(others.isEmpty());
            stream.signal("KILL");
            stream.process().waitFor();
            assertTrue(in.readAllBytes().length > 0);
            for (ProcessHandle other : others) {
                other.onExit().get(1, TimeUnit.MINUTES);
            }
            assertFalse(Files.exists(socket));
            target.run();
        }
    }
}
