package dev.blindspot.bench.overhead;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This checkout's Blindspot, as {@code scripts/blindspot} starts it. */
final class Blindspot {
    private Blindspot() {}

    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xms24m",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.blindspot.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts to record and returns once it is attached. */
    static Process recording(long pid, Path file, String... options) throws IOException {
        List<String> command = command("record", String.valueOf(pid), "-o", file.toString());
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).start();
        BufferedReader err = process.errorReader();
        StringBuilder said = new StringBuilder();
        for (String line; (line = err.readLine()) != null; ) {
            if (line.contains("attached")) {
                return process;
            }
            said.append(line).append(' ');
        }
        process.destroyForcibly();
        throw new IOException("blindspot record: " + said.toString().strip());
    }
}
