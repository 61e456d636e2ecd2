package dev.blindspot.bench.overhead;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody who observes the target while it measures itself; a fresh process each time, gone when closed. */
final class Observer implements AutoCloseable {
    /** A recording of a loop at full speed is some hundred megabytes: it goes when its observer does. */
    private final @Nullable Path file;

    private final Process process;

    private Observer(Process process, @Nullable Path file) {
        this.process = process;
        this.file = file;
    }

    /** {@code blindspot record} with these options; returns once it is attached. */
    static Observer recording(long pid, String... options) throws IOException {
        Path file = Files.createTempDirectory("overhead").resolve("target.bsp");
        List<String> command = blindspot("record", String.valueOf(pid), "-o", file.toString());
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).start();
        BufferedReader err = process.errorReader();
        String said = err.readLine();
        if (said == null || !said.contains("attached")) {
            process.destroyForcibly();
            throw new IOException("blindspot record: " + said);
        }
        return new Observer(process, file);
    }

    /** {@code blindspot inspect}, begun once a second where it takes no longer. */
    static Observer inspecting(long pid) throws IOException {
        String command = String.join(" ", blindspot("inspect", String.valueOf(pid), "--json"));
        return shell("while :; do " + command + " & sleep 1; wait; done");
    }

    /** What scripts and agents do: {@code smaps}, over and over. */
    static Observer readingSmaps(long pid) throws IOException {
        return shell("while :; do cat /proc/" + pid + "/smaps; done");
    }

    static Observer nobody() throws IOException {
        return shell("exec sleep 1000000");
    }

    private static Observer shell(String text) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", text)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new Observer(process, null);
    }

    /** As {@code scripts/blindspot} starts it. */
    static List<String> blindspot(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xms24m",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.blindspot.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Whether it costs more while it begins than later. */
    boolean settles() {
        return file != null;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        process.onExit().join();
        children.forEach(ProcessHandle::destroyForcibly);
        if (file != null) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.toAbsolutePath().getParent());
        }
    }
}
