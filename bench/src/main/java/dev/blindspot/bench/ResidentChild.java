package dev.blindspot.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The C program {@code resident}: so many MiB in small pages, and nothing else; it ends with its use. */
final class ResidentChild implements AutoCloseable {
    private final Process process;

    ResidentChild(int mebibytes) {
        Path program = CBaseline.folder().resolve("resident");
        try {
            process = new ProcessBuilder(program.toString(), String.valueOf(mebibytes)).start();
            if (!"ready".equals(process.inputReader().readLine())) {
                throw new IOException(program + " did not start");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int pid() {
        return (int) process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
