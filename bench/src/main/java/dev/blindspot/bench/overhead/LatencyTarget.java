package dev.blindspot.bench.overhead;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The Go program {@code latency}, which measures itself in the rounds it is asked for. */
final class LatencyTarget implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    LatencyTarget(String binary, long residentBytes) throws IOException {
        this(binary, "-resident", String.valueOf(residentBytes));
    }

    /** Another program that can be asked the same. */
    LatencyTarget(String binary, String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(binary));
        command.addAll(List.of(flags));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.inputReader();
        in = process.outputWriter();
        if (!"ready".equals(out.readLine())) {
            process.destroyForcibly();
            throw new IOException(binary + " did not start");
        }
    }

    long pid() {
        return process.pid();
    }

    /** Measures for so long; {@code paced} or {@code flat}. */
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
        process.destroyForcibly().onExit().join();
    }
}
