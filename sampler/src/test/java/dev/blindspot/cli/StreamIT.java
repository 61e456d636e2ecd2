package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.export.JsonTree;
import dev.blindspot.live.ArrowEvents;
import dev.blindspot.live.EventLines;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Privilege;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code stream} as a user runs it, and readers of every kind. */
class StreamIT {
    /** Mappings and unmappings that are more than a reader's ring and the pipe before it hold. */
    private static final String[] STORM = {"-churn-count", "40000", "-seconds", "600", "-anon-count", "100"};

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void privilege() {
        Privilege.tracing();
    }

    private static GoTarget target(String... flags) throws IOException {
        return GoTarget.start("mmaptruth", GoBuilds.versions().findFirst().orElseThrow(), "plain", flags);
    }

    private Cli.Started stream(GoTarget target, ProcessBuilder.Redirect out, String... options)
            throws IOException, InterruptedException {
        String[] arguments = Stream.concat(Stream.of("stream", String.valueOf(target.pid())), Stream.of(options))
                .toArray(String[]::new);
        return Cli.Started.of(Cli.command(arguments), directory, out).said("blindspot: streaming");
    }

    private static long number(Map<String, @Nullable Object> truth, String... path) {
        return ((Number) Objects.requireNonNull(JsonTree.get(truth, (Object[]) path))).longValue();
    }

    /** 20,000 mappings a second for three seconds. */
    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "arrow"})
    void atTwentyThousandASecondNothingIsLost(String format) throws Exception {
        Path file = directory.resolve("events");
        try (GoTarget target = target("-anon-count", "60000", "-leak-seconds", "3", "-churners", "0", "-seconds", "0");
                Cli.Started stream = stream(target, ProcessBuilder.Redirect.to(file.toFile()), "-f", format)) {
            Map<String, @Nullable Object> truth = target.run();
            stream.signal("INT");
            Cli.Ran ran = stream.end();
            assertEquals(0, ran.clean().exit(), ran.err());
            assertTrue(ran.err().contains("ended by a signal"), ran.err());

            EventLines events = format.equals("jsonl") ? EventLines.of(file) : ArrowEvents.of(file);
            assertEquals(0, events.lost("stream"));
            assertEquals(0, events.lost("mmap") + events.lost("munmap"));
            assertTrue(events.count("mmap") >= number(truth, "syscalls", "mmap"));
            assertEquals(number(truth, "syscalls", "munmap"), events.count("munmap"));
            assertEquals(number(truth, "syscalls", "mremap"), events.count("mremap"));
        }
    }

    /** One reads all the time, one not before all has happened: both account for the same number of events. */
    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "arrow"})
    void aReaderWhoStopsLosesWhatAnotherGets(String format) throws Exception {
        Path socket = directory.resolve("s");
        Path quick = directory.resolve("quick");
        Path slow = directory.resolve("slow");
        try (GoTarget target = target(STORM);
                Cli.Started stream =
                        stream(target, ProcessBuilder.Redirect.DISCARD, "-f", format, "-o", "unix:" + socket)) {
            try (InputStream one = connect(socket);
                    InputStream other = connect(socket);
                    OutputStream quickFile = Files.newOutputStream(quick);
                    OutputStream slowFile = Files.newOutputStream(slow)) {
                // Who has seen a byte is among the readers.
                quickFile.write(one.read());
                slowFile.write(other.read());
                CompletableFuture<Long> quickly = CompletableFuture.supplyAsync(() -> copy(one, quickFile));
                long before = rss(stream);
                Map<String, @Nullable Object> truth = target.run();
                long grown = rss(stream) - before;
                assertTrue(grown < 48 << 20, () -> "a reader who does not read costs " + grown + " bytes");
                CompletableFuture<Long> slowly = CompletableFuture.supplyAsync(() -> copy(other, slowFile));
                stream.signal("INT");
                assertEquals(0, stream.end().clean().exit());
                quickly.join();
                slowly.join();
                quickFile.flush();
                slowFile.flush();
                boolean json = format.equals("jsonl");
                EventLines all = json ? EventLines.of(quick) : ArrowEvents.of(quick);
                EventLines some = json ? EventLines.of(slow) : ArrowEvents.of(slow);
                assertTrue(some.lost("stream") > 10_000, () -> "it lost " + some.lost("stream"));
                assertEquals(all.numbersSinceFirstUnmapping(), some.numbersSinceFirstUnmapping());
                for (String source : List.of("mmap", "munmap", "mremap")) {
                    assertEquals(all.lost(source), some.lost(source));
                }
                if (all.lost("stream") == 0) {
                    assertEquals(number(truth, "syscalls", "munmap"), all.count("munmap") + all.lost("munmap"));
                }
            }
        }
        assertFalse(Files.exists(socket));
    }

    @Test
    void aReaderWhoClosesEndsIt() throws Exception {
        try (GoTarget target = target();
                Cli.Started stream = stream(target, ProcessBuilder.Redirect.PIPE)) {
            try (BufferedReader lines = lines(stream.process().getInputStream())) {
                assertEquals(
                        "blindspot.events/1",
                        JsonTree.object(Objects.requireNonNull(lines.readLine()))
                                .get("schema"));
            }
            target.run();
            Cli.Ran ran = stream.end();
            assertEquals(0, ran.clean().exit(), ran.err());
            assertTrue(ran.err().contains("the reader closed it"), ran.err());
        }
    }

    @Test
    void aReaderWhoNeverReadsHoldsNobodyUp() throws Exception {
        try (GoTarget target = target(STORM);
                Cli.Started stream = stream(target, ProcessBuilder.Redirect.PIPE)) {
            target.run();
            stream.signal("INT");
            Cli.Ran ran = stream.end();
            assertEquals(0, ran.clean().exit(), ran.err());
            assertTrue(ran.err().contains("events were dropped"), ran.err());
            assertTrue(ran.err().contains("the reader had stopped reading"), ran.err());
        }
    }

    @Test
    void itEndsWithTheTarget() throws Exception {
        Path file = directory.resolve("events");
        try (GoTarget target = target();
                Cli.Started stream = stream(target, ProcessBuilder.Redirect.DISCARD, "-o", file.toString())) {
            target.end();
            Cli.Ran ran = stream.end();
            assertEquals(0, ran.clean().exit(), ran.err());
            assertTrue(ran.err().contains("the target ended"), ran.err());
            List<String> lines = Files.readAllLines(file);
            assertEquals("exit", JsonTree.object(lines.getLast()).get("reason"));
        }
    }

    /** The socket's file goes with a kill too; a shell has to notice first. */
    @Test
    void aKillLeavesNothing() throws Exception {
        Path socket = directory.resolve("s");
        try (GoTarget target = target();
                Cli.Started stream = stream(target, ProcessBuilder.Redirect.DISCARD, "-o", "unix:" + socket)) {
            try (InputStream in = connect(socket)) {
                assertEquals('{', in.read());
                stream.signal("KILL");
                stream.process().waitFor();
                List<Integer> rest = new ArrayList<>();
                for (int b = in.read(); b >= 0; b = in.read()) {
                    rest.add(b);
                }
                assertFalse(rest.isEmpty());
            }
            while (Files.exists(socket)) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void itConnectsToWhoListens() throws Exception {
        Path socket = directory.resolve("s");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                GoTarget target = target()) {
            server.bind(UnixDomainSocketAddress.of(socket));
            try (Cli.Started stream =
                            stream(target, ProcessBuilder.Redirect.DISCARD, "-o", "unix:" + socket, "-d", "1s");
                    BufferedReader lines = lines(Channels.newInputStream(server.accept()))) {
                List<String> all = lines.lines().toList();
                assertEquals("duration", JsonTree.object(all.getLast()).get("reason"));
                assertEquals(0, stream.end().clean().exit());
            }
            assertTrue(Files.exists(socket), "it belongs to who listens");
        }
    }

    private static BufferedReader lines(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    private static InputStream connect(Path socket) throws IOException {
        return Channels.newInputStream(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    private static long copy(InputStream from, OutputStream to) {
        try {
            return from.transferTo(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long rss(Cli.Started stream) throws IOException {
        try (Stream<String> lines =
                Files.lines(Path.of("/proc/" + stream.process().pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        }
    }
}
