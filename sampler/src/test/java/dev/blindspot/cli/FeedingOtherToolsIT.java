package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.recording.KeptRecording;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of {@code docs/feeding-other-tools.md}: every block of {@code sh} is run, in order, in a folder with the
 * recording kept for it, and prints what the block of {@code text} after it says ({@code …} stands for anything).
 *
 * <p>What needs a running target or a server is a block of {@code console}, and has a test of its own.
 */
class FeedingOtherToolsIT {
    static final Path PAGE = Path.of("..", "docs", "feeding-other-tools.md");
    private static final Pattern EXAMPLE =
            Pattern.compile("^```sh\\n(.*?)^```\\n(?:\\n```text\\n(.*?)^```\\n)?", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    private Path folder = Path.of("");

    private record Example(String commands, String output) {}

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        Matcher matcher = EXAMPLE.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            examples.add(new Example(matcher.group(1), Objects.requireNonNullElse(matcher.group(2), "")));
        }
        return examples;
    }

    @Test
    void everyExamplePrintsWhatThePageSays() throws Exception {
        prepare();
        List<Example> examples = examples();
        assertTrue(examples.size() >= 8, "the page has lost its examples");
        for (Example example : examples) {
            String printed = run(example.commands());
            assertTrue(
                    pattern(example.output()).matcher(printed).matches(),
                    () -> example.commands() + "prints\n" + printed + "and not\n" + example.output());
        }
    }

    /** {@code blindspot} as built, {@code go} of the newest version tested, the libraries the page names. */
    private void prepare() throws IOException, URISyntaxException {
        Files.write(folder.resolve("leak.bsp"), KeptRecording.bytes(KeptRecording.NEWEST));
        Path commands = Files.createDirectory(folder.resolve("bin"));
        command(commands.resolve("blindspot"), Cli.command());
        String newest = GoBuilds.newest();
        command(commands.resolve("go"), List.of(GoBuilds.toolchain(newest).toString()));
        Path library = Path.of(Histogram.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Files.copy(library, folder.resolve(library.getFileName()));
    }

    /** A file that runs a command with further arguments. */
    static void command(Path file, List<String> command) throws IOException {
        Files.writeString(file, "#!/bin/sh\nexec '" + String.join("' '", command) + "' \"$@\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String run(String commands) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        shell.environment().merge("PATH", folder.resolve("bin") + ":", (path, ours) -> ours + path);
        shell.environment().put("TZ", "UTC");
        shell.environment().put("HOME", folder.toString());
        Process process = shell.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), commands);
        return printed;
    }

    /** As text, with the dots standing for anything. */
    private static Pattern pattern(String output) {
        StringBuilder pattern = new StringBuilder();
        for (String line : output.split("(?<=\n)", -1)) {
            if (line.equals("…\n")) {
                pattern.append("(?s:.*\n)?");
            } else {
                for (String part : line.splitWithDelimiters("…", 0)) {
                    pattern.append(part.equals("…") ? ".*" : Pattern.quote(part));
                }
            }
        }
        return Pattern.compile(pattern.toString());
    }
}
