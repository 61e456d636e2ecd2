package dev.blindspot.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A command line in a process of its own that leaves behind, in a file, how much memory it ever had resident. */
final class PeakMemory {
    private PeakMemory() {}

    /** What starts it; {@code file} will hold the bytes. */
    static List<String> command(Path file, String... arguments) {
        List<String> command = new ArrayList<>(Cli.command());
        // As the launchers have it.
        command.add(1, "-Xms8m");
        int classPath = command.indexOf("-cp") + 1;
        command.set(
                classPath,
                command.get(classPath) + ":" + Path.of("target/test-classes").toAbsolutePath());
        command.set(command.size() - 1, PeakMemory.class.getName());
        command.add(file.toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** The file, then the command line. */
    public static void main(String[] arguments) {
        int exit = Main.run(Arrays.copyOfRange(arguments, 1, arguments.length));
        leave(Path.of(arguments[0]));
        System.exit(exit);
    }

    private static void leave(Path file) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    Files.writeString(file, Long.toString(Long.parseLong(line.replaceAll("\\D", "")) << 10));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
