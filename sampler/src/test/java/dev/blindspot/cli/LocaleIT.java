package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.export.JsonTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In the locale C, in which Java's own file names are ASCII, the packaged launcher finds what has another name. */
class LocaleIT {
    private static final Path SCRIPTS =
            Path.of("../scripts/lib").toAbsolutePath().normalize();

    /** This JVM's file names may be ASCII themselves: a shell makes the others. */
    private static final String NAMED = "cafe=$(printf 'caf\\303\\251')\n";

    @TempDir
    private Path directory = Path.of("");

    private final List<Path> links = new ArrayList<>();

    /** The image that {@code scripts/package.sh} makes, of this build's classes and this Java. */
    private Path launcher() throws IOException {
        Path lib = Files.createDirectories(directory.resolve("image/lib"));
        Path app = Files.createDirectory(lib.resolve("app"));
        for (String part : List.of("java.options", "once.options", "locale.sh")) {
            link(lib.resolve(part), SCRIPTS.resolve(part));
        }
        link(lib.resolve("runtime"), Path.of(System.getProperty("java.home")));
        link(app.resolve("sampler-0.jar"), Path.of("target/classes"));
        link(app.resolve("native-bindings-0.jar"), Path.of("../native-bindings/target/classes"));
        try (DirectoryStream<Path> libraries =
                Files.newDirectoryStream(Path.of("target/lib"), "{picocli,jackson-core}-*.jar")) {
            for (Path library : libraries) {
                link(app.resolve(library.getFileName()), library);
            }
        }
        Path bin = Files.createDirectory(directory.resolve("image/bin"));
        return Files.copy(SCRIPTS.resolve("launcher.sh"), bin.resolve("blindspot"));
    }

    private void link(Path link, Path to) throws IOException {
        links.add(Files.createSymbolicLink(link, to.toAbsolutePath().normalize()));
    }

    @AfterEach
    void unlink() throws IOException {
        for (Path link : links) {
            Files.delete(link);
        }
    }

    @Test
    void aGoProcessWhoseFileHasAnotherName() throws Exception {
        Path binary = GoBuilds.build("idle", GoBuilds.newest(), "plain");
        Process target = new ProcessBuilder(
                        "sh",
                        "-c",
                        NAMED + "mkdir \"$1/$cafe\" && cp \"$2\" \"$1/$cafe/idle\" && exec \"$1/$cafe/idle\"",
                        "sh",
                        directory.toString(),
                        binary.toString())
                .start();
        try {
            assertEquals("ready", target.inputReader().readLine());
            Path read = directory.resolve("read.json");
            List<String> line = List.of(
                    "env",
                    "LC_ALL=C",
                    "sh",
                    "-c",
                    NAMED + "sh \"$1\" inspect --json \"$2\" -o \"$3/$cafe/out.json\" || exit\n"
                            + "mv \"$3/$cafe/out.json\" \"$4\"",
                    "sh",
                    launcher().toString(),
                    Long.toString(target.pid()),
                    directory.toString(),
                    read.toString());
            try (Cli.Started started = Cli.Started.of(line, directory, ProcessBuilder.Redirect.DISCARD)) {
                assertEquals(new Cli.Ran(0, ""), started.end().clean());
            }
            Map<String, @Nullable Object> inspection = JsonTree.object(Files.readString(read));
            String exe = String.valueOf(JsonTree.get(inspection, "target", "exe"));
            assertTrue(exe.endsWith("/caf\u00e9/idle"), exe);
            assertNotNull(JsonTree.get(inspection, "gc"), String.valueOf(JsonTree.get(inspection, "notes")));
        } finally {
            target.destroyForcibly();
            target.waitFor();
        }
    }
}
