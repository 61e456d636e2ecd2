package dev.blindspot.bench.overhead;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A program that measures itself in the rounds it is asked for: it says {@code ready}, and perhaps the pid that is to be
 * observed, takes lines of {@code MODE SECONDS}, and answers each by one line of JSON.
 */
final class SelfMeasuringTarget implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final long pid;

    SelfMeasuringTarget(Path binary, String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(List.of(flags));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.inputReader();
        in = process.outputWriter();
        String said = out.readLine();
        if (said == null || !said.startsWith("ready")) {
            process.destroyForcibly();
            throw new IOException(binary + " did not start");
        }
        pid = said.equals("ready") ? process.pid() : Long.parseLong(said.substring("ready ".length()));
    }

    /** Who is to be observed. */
    long pid() {
        return pid;
    }

    /** Measures for so long. */
    Round measure(String mode, double seconds) throws IOException {
        in.write(String.format(Locale.ROOT, "%s %.1f%n", mode, seconds));
        in.flush();
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the target ended");
        }
        return Round.parse(line);
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
