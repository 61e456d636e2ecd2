package dev.blindspot.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.cli.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands in a process of their own, as a user runs them. */
final class Blindspot {
    private Blindspot() {}

    /** What a command that must succeed writes to its standard output. */
    static String run(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Path errors = directory.resolve("blindspot.err");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        String said = Files.readString(errors);
        assertEquals(0, status, () -> String.join(" ", arguments) + ": " + said);
        return output;
    }
}
