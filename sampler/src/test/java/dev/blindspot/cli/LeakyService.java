package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.elf.GoBuilds;
import java.io.IOException;

/** A Go service that maps and does not unmap, some 3 MiB a second. */
final class LeakyService implements AutoCloseable {
    private final Process process;

    private LeakyService(Process process) {
        this.process = process;
    }

    static LeakyService start() throws IOException {
        String newest = GoBuilds.newest();
        Process process = new ProcessBuilder(
                        GoBuilds.build("leakyservice", newest, "plain").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals("ready", process.inputReader().readLine());
        return new LeakyService(process);
    }

    String pid() {
        return Long.toString(process.pid());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
