package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.live.EventLines;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Privilege;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Kafka example of {@code docs/feeding-other-tools.md}, as it stands there, against a real broker. */
@Tag("acceptance")
class KafkaIT {
    private static final Pattern EXAMPLE =
            Pattern.compile("^## Kafka$.*?^```console\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    private Path folder = Path.of("");

    private static String example() throws IOException {
        Matcher matcher = EXAMPLE.matcher(Files.readString(FeedingOtherToolsIT.PAGE));
        assertTrue(matcher.find(), "the page has no example for Kafka");
        return matcher.group(1);
    }

    @Test
    void everyLineArrivesAsItWasSent() throws Exception {
        Privilege.tracing();
        Path commands = Files.createDirectory(folder.resolve("bin"));
        FeedingOtherToolsIT.command(commands.resolve("blindspot"), Cli.command());
        Map<String, @Nullable Object> truth;
        try (GoTarget target = Streams.target("-churn-count", "2000");
                KafkaBroker broker = KafkaBroker.start(folder, commands)) {
            String settings = "export PATH='%s':\"$PATH\" PID=%d KAFKA=%s%n"
                    .formatted(commands.toAbsolutePath(), target.pid(), broker.address());
            String script = "cd '" + folder.toAbsolutePath() + "'\n" + settings + example();
            try (Cli.Started shell = Cli.Started.of(
                            List.of("bash", "-euo", "pipefail", "-c", script), folder, Redirect.DISCARD)
                    .said("blindspot: streaming")) {
                truth = target.run();
                target.end();
                Cli.Ran ran = shell.end();
                assertEquals(0, ran.exit(), ran.err());
            }
        }
        EventLines events = EventLines.of(folder.resolve("received.jsonl"));
        for (String source : List.of("mmap", "munmap", "mremap", "stream")) {
            assertEquals(0, events.lost(source), source);
        }
        assertEquals(Streams.calls(truth, "munmap"), events.count("munmap"));
        assertEquals(Streams.calls(truth, "mremap"), events.count("mremap"));
        assertEquals(-1, Files.mismatch(folder.resolve("sent.jsonl"), folder.resolve("received.jsonl")));
    }
}
