package dev.blindspot.elf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Go programs for tests, built by the repository's script, and what the Go tools say of them. */
public final class GoBuilds {
    private GoBuilds() {}

    /** The Go versions to test with, oldest first. */
    public static Stream<String> versions() {
        String named = System.getenv("BLINDSPOT_GO_VERSIONS");
        return Stream.of((named == null || named.isBlank() ? "1.19 1.24" : named).split(" ", -1));
    }

    public static String oldest() {
        return versions().findFirst().orElseThrow();
    }

    public static String newest() {
        return versions().toList().getLast();
    }

    public static Stream<Arguments> versionsAndModes() {
        return versions()
                .flatMap(version ->
                        Stream.of("plain", "stripped", "pie-stripped").map(mode -> Arguments.of(version, mode)));
    }

    public static Path build(String name, String version, String variant) throws IOException {
        return Path.of(output(List.of(script("build-go-target.sh"), name, version, variant))
                .strip());
    }

    /** The {@code go} of that version. */
    public static Path toolchain(String version) throws IOException {
        return Path.of(output(List.of(script("go-toolchain.sh"), version)).strip());
    }

    /** Standard output of {@code go TOOL…} of that version. */
    public static String go(String version, String... arguments) throws IOException {
        String go = toolchain(version).toString();
        return output(Stream.concat(Stream.of(go), Stream.of(arguments)).toList());
    }

    public static String output(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(command + " ended with " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return output;
    }

    private static String script(String name) {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve("scripts").resolve(name))) {
            directory = directory.getParent();
        }
        if (directory == null) {
            throw new IllegalStateException("no scripts/" + name + " above the working directory");
        }
        return directory.resolve("scripts").resolve(name).toString();
    }
}
