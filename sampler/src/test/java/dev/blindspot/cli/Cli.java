package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs command lines: in this process, or in one of their own as a user would. */
final class Cli {
    /** As {@code scripts/blindspot} has it, not this process's own: another user may be shut out of that. */
    private static final String CLASS_PATH = Stream.of(
                    "target/classes", "../native-bindings/target/classes", "target/lib")
            .map(directory -> Path.of(directory).toAbsolutePath().normalize())
            .map(directory -> directory.endsWith("lib") ? directory + "/*" : directory.toString())
            .collect(Collectors.joining(":"));

    private Cli() {}

    /** What came of one. */
    record Ran(int exit, String err) {
        /** That it ended so, and said one sentence of the usual form with these words in it. */
        Ran failed(int code, String... words) {
            assertEquals(code, exit, err);
            List<String> said = err.lines().toList();
            assertFalse(said.isEmpty(), "it says nothing");
            String last = said.getLast();
            if (last.startsWith("Try '")) {
                assertEquals(2, exit, err);
                last = said.get(said.size() - 2);
            }
            assertTrue(last.matches("blindspot: ['\\p{Ll}0-9/(-].*[^.]"), last);
            for (String word : words) {
                assertTrue(last.contains(word), last);
            }
            return clean();
        }

        /** That no stack trace, warning or class name reached the user. */
        Ran clean() {
            assertFalse(err.contains("\tat ") || err.contains("Exception") || err.contains("WARNING"), err);
            return this;
        }
    }

    /** Runs in this process; what it prints on standard error is caught. */
    static synchronized Ran here(String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream caught = new ByteArrayOutputStream();
        System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
        try {
            return new Ran(Main.run(arguments), caught.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    /** The words of a command line, {@code %s} a process id. */
    static String[] words(String line) {
        return line.isEmpty() ? new String[0] : line.split(" ", -1);
    }

    /** What starts a command line in a process of its own. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                CLASS_PATH,
                Main.class.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** A running command line; its standard error goes to a file. */
    static final class Started implements AutoCloseable {
        private final Process process;
        private final Path err;

        private Started(Process process, Path err) {
            this.process = process;
            this.err = err;
        }

        static Started of(List<String> command, Path directory, ProcessBuilder.Redirect out) throws IOException {
            Path err = Files.createTempFile(directory, "err", ".txt");
            // A test runs in the background of a shell, perhaps: then SIGINT would be ignored.
            List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
            line.addAll(command);
            return new Started(
                    new ProcessBuilder(line)
                            .redirectOutput(out)
                            .redirectError(err.toFile())
                            .start(),
                    err);
        }

        Process process() {
            return process;
        }

        /** Waits until it has said something, and no longer than it lives. */
        Started said(String words) throws IOException, InterruptedException {
            while (!Files.readString(err).contains(words)) {
                assertTrue(process.isAlive(), "it ended: " + Files.readString(err));
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
            return this;
        }

        void signal(String name) throws IOException, InterruptedException {
            String pid = Long.toString(process.pid());
            assertEquals(0, new ProcessBuilder("kill", "-" + name, pid).start().waitFor());
        }

        Ran end() throws IOException, InterruptedException {
            int exit = process.waitFor();
            return new Ran(exit, Files.readString(err));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** Runs a command line in a process of its own to its end. */
    static Ran apart(Path directory, ProcessBuilder.Redirect out, String... arguments)
            throws IOException, InterruptedException {
        try (Started started = Started.of(command(arguments), directory, out)) {
            return started.end();
        }
    }
}
