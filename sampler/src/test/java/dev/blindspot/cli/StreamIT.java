package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.export.JsonTree;
import dev.blindspot.live.EventLines;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Privilege;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code stream} as a user runs it: what comes, and how it ends. */
class StreamIT {
    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void privilege() {
        Privilege.tracing();
    }

    /** 20,000 mappings a second for three seconds. */
    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "arrow"})
    void atTwentyThousandASecondNothingIsLost(String format) throws Exception {
        Path file = directory.resolve("events");
        try (GoTarget target = Streams.target(
                        "-anon-count", "60000", "-leak-seconds", "3", "-churners", "0", "-seconds", "0");
                Cli.Started stream = Streams.start(
                        target, directory, Redirect.to(file.toFile()), "-f", format, "--buffer", "32MiB")) {
            Map<String, @Nullable Object> truth = target.run();
            stream.signal("INT");
            String said = Streams.ended(stream);
            assertTrue(said.contains("ended by a signal"), said);

            EventLines events = Streams.events(file, format);
            assertEquals(0, events.lost("stream"));
            assertEquals(0, events.lost("mmap") + events.lost("munmap"));
            assertTrue(events.count("mmap") >= Streams.calls(truth, "mmap"));
            assertEquals(Streams.calls(truth, "munmap"), events.count("munmap"));
            assertEquals(Streams.calls(truth, "mremap"), events.count("mremap"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itEndsWithTheTarget(boolean isKilled) throws Exception {
        Path file = directory.resolve("events");
        try (GoTarget target = Streams.target();
                Cli.Started stream = Streams.start(target, directory, Redirect.DISCARD, "-o", file.toString())) {
            if (isKilled) {
                ProcessHandle.of(target.pid()).orElseThrow().destroyForcibly();
            } else {
                target.end();
            }
            String said = Streams.ended(stream);
            assertTrue(said.contains("the target ended"), said);
            List<String> lines = Files.readAllLines(file);
            assertEquals("exit", JsonTree.object(lines.getLast()).get("reason"));
        }
    }

    @Test
    void itConnectsToWhoListens() throws Exception {
        Path socket = directory.resolve("s");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                GoTarget target = Streams.target()) {
            server.bind(UnixDomainSocketAddress.of(socket));
            try (Cli.Started stream =
                            Streams.start(target, directory, Redirect.DISCARD, "-o", "unix:" + socket, "-d", "1s");
                    var lines = new BufferedReader(
                            new InputStreamReader(Channels.newInputStream(server.accept()), StandardCharsets.UTF_8))) {
                List<String> all = lines.lines().toList();
                assertEquals("duration", JsonTree.object(all.getLast()).get("reason"));
                Streams.ended(stream);
            }
            assertTrue(Files.exists(socket), "it belongs to who listens");
        }
    }
}
