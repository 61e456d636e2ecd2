package dev.blindspot.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.cli.Main;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands in a process of their own, as a user runs them. */
final class Blindspot {
    private static final String ABSOLUTE_CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));

    private Blindspot() {}

    /** What a command that must succeed writes to its standard output. */
    static String run(Path directory, String... arguments) throws IOException, InterruptedException {
        Path errors = directory.resolve("blindspot.err");
        Process process = builder(arguments).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        String said = Files.readString(errors);
        assertEquals(0, status, () -> String.join(" ", arguments) + ": " + said);
        return output;
    }

    /** A command that goes on. */
    static Process start(Path directory, String... arguments) throws IOException {
        ProcessBuilder builder = builder(arguments).directory(directory.toFile());
        // The JVM would say that it has seen it.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.start();
    }

    private static ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                ABSOLUTE_CLASS_PATH,
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
