package dev.blindspot.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When a measurement began, of which commit (the property {@code blindspot.commit}), and how busy the machine was just
 * before.
 */
public record Origin(String at, String commit, String load) {
    private static final Path LOAD = Path.of("/proc/loadavg");

    /** Of a measurement that begins now. */
    public static Origin now() throws IOException {
        String[] averages = Files.readString(LOAD).split(" ", -1);
        return new Origin(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                System.getProperty("blindspot.commit", "unknown"),
                averages[0]);
    }

    /** Adds it to a measurement's figures. */
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("at", at);
        json.writeStringField("commit", commit);
        json.writeStringField("load", load);
    }
}
