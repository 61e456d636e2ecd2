package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;

/** Command lines for tests of other packages. */
public final class CommandLines {
    private CommandLines() {}

    /** Runs one in this process; gives its exit code. */
    public static int run(String... arguments) {
        return Main.run(arguments);
    }

    /** Starts one that goes on until it is interrupted, or ends with its target. */
    public static Background background(String... arguments) throws IOException {
        return new Background(Cli.Started.of(
                Cli.command(arguments), Files.createTempDirectory("blindspot-cli"), ProcessBuilder.Redirect.DISCARD));
    }

    /** One that goes on; closed, it is ended as by Ctrl-C, and must end well. */
    public static final class Background implements AutoCloseable {
        private final Cli.Started started;

        private Background(Cli.Started started) {
            this.started = started;
        }

        /** Waits until it has attached to its target. */
        public void awaitAttached() throws IOException {
            try {
                started.said(", attached by ");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws IOException {
            try (started) {
                started.signal("INT");
                assertEquals(0, started.end().exit());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
