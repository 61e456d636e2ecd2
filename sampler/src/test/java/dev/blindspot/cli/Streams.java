package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.export.JsonTree;
import dev.blindspot.live.ArrowEvents;
import dev.blindspot.live.EventLines;
import dev.blindspot.live.GoTarget;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code stream} started as a user does, its readers, and what came to them. */
final class Streams {
    private Streams() {}

    /** What is followed. */
    static GoTarget target(String... flags) throws IOException {
        return GoTarget.start("mmaptruth", GoBuilds.oldest(), "plain", flags);
    }

    /** Follows it; attached when this returns. */
    static Cli.Started start(GoTarget target, Path directory, ProcessBuilder.Redirect out, String... options)
            throws IOException, InterruptedException {
        String[] arguments = Stream.concat(Stream.of("stream", String.valueOf(target.pid())), Stream.of(options))
                .toArray(String[]::new);
        return Cli.Started.of(Cli.command(arguments), directory, out).said("blindspot: streaming");
    }

    /** Becomes a reader. */
    static InputStream connect(Path socket) throws IOException {
        return Channels.newInputStream(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /** What a reader has got, by a reader of the format that nobody here wrote where there is one. */
    static EventLines events(Path file, String format) throws IOException {
        return events(Files.newInputStream(file), format);
    }

    /** The same while it comes. */
    static EventLines events(InputStream in, String format) throws IOException {
        return format.equals("jsonl") ? EventLines.of(in) : ArrowEvents.of(in);
    }

    /** Calls of a kind that the target says it made. */
    static long calls(Map<String, @Nullable Object> truth, String name) {
        return JsonTree.number(truth, "syscalls", name);
    }

    /** That it was ended, by a signal or otherwise, and had nothing to complain of; what it said. */
    static String ended(Cli.Started stream) throws IOException, InterruptedException {
        Cli.Ran ran = stream.end().clean();
        assertEquals(0, ran.exit(), ran.err());
        assertTrue(ran.err().contains("blindspot: streamed "), ran.err());
        return ran.err();
    }

    /** Memory it holds now. */
    static long residentBytes(Cli.Started stream) throws IOException {
        try (Stream<String> lines =
                Files.lines(Path.of("/proc/" + stream.process().pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        }
    }
}
