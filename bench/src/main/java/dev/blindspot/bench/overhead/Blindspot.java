package dev.blindspot.bench.overhead;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This checkout's Blindspot, as {@code scripts/blindspot} starts it, and the packaged one. */
final class Blindspot {
    private static final List<String> FOLLOWING = List.of("record", "top", "stream", "serve");

    private Blindspot() {}

    static List<String> command(String... arguments) {
        Path options = Path.of(System.getProperty("blindspot.options"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + options.resolve("java.options"),
                "@" + options.resolve((FOLLOWING.contains(arguments[0]) ? "follow" : "once") + ".options"),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.blindspot.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The packaged one's command; a {@link CannotObserve} where there is no package. */
    static List<String> packaged(String... arguments) throws CannotObserve {
        Path launcher = Path.of(System.getProperty("blindspot.packaged", ""));
        if (!Files.isExecutable(launcher) || Files.isDirectory(launcher)) {
            throw new CannotObserve("there is no package: scripts/package.sh makes it");
        }
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** What users run: the packaged one's command, this checkout's where there is no package. */
    static List<String> installed(String... arguments) {
        try {
            return packaged(arguments);
        } catch (CannotObserve e) {
            return command(arguments);
        }
    }

    /** Starts to record, by a command that begins like this, and returns once it is attached. */
    static Process recording(List<String> begin, long pid, Path file, String... options) throws IOException {
        List<String> command = new ArrayList<>(begin);
        command.addAll(List.of(String.valueOf(pid), "-o", file.toString()));
        command.addAll(List.of(options));
        return begun(command, "attached").process();
    }

    /** One that works, and the line it has said so by. */
    record Begun(Process process, String line) {}

    /** Starts a command and returns once it has said a line that holds this. */
    static Begun begun(List<String> command, String words) throws IOException {
        Process process = new ProcessBuilder(command).start();
        BufferedReader err = process.errorReader();
        StringBuilder said = new StringBuilder();
        for (String line; (line = err.readLine()) != null; ) {
            if (line.contains(words)) {
                return new Begun(process, line);
            }
            said.append(line).append(' ');
        }
        process.destroyForcibly();
        throw new IOException(command.getLast() + ": " + said.toString().strip());
    }
}
