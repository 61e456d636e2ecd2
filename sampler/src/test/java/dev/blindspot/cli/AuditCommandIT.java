package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.export.JsonShape;
import dev.blindspot.export.JsonTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit} as a gate: exit codes, and what of several files cannot be read. */
class AuditCommandIT {
    @TempDir
    private Path directory = Path.of("");

    private static String build(String name, String mode) throws Exception {
        return GoBuilds.build(name, GoBuilds.oldest(), mode).toString();
    }

    private int exit(String... arguments) {
        String[] line = new String[arguments.length + 3];
        line[0] = "audit";
        line[1] = "-o";
        line[2] = directory.resolve("out").toString();
        System.arraycopy(arguments, 0, line, 3, arguments.length);
        return Cli.here(line).clean().exit();
    }

    @Test
    void itIsAGate() throws Exception {
        String leaking = build("leakprone", "stripped");
        assertEquals(0, exit(leaking));
        assertEquals(10, exit("--fail-on", "suspect", leaking));
        assertEquals(0, exit("--fail-on", "leak", leaking));
        assertEquals(10, exit("--fail-on", "suspect", "--class", "mmap,plugin", "--allow", "mapped$", leaking));
        assertEquals(0, exit("--fail-on", "suspect", "--class", "mmap", "--allow", "mapped$", leaking));
        assertEquals(0, exit("--fail-on", "suspect", "--class", "cgo-handle", leaking));
        assertEquals(0, exit("--fail-on", "suspect", build("frames", "stripped")));
    }

    @Test
    void theDocumentIsTheContracts() throws Exception {
        assertEquals(0, exit("--json", build("leakprone", "plain"), build("frames", "stripped")));
        Object document = JsonTree.parse(Files.readString(directory.resolve("out")));
        assertEquals(List.of(), JsonShape.read("audit").differences(document));
        List<?> functions = (List<?>) Objects.requireNonNull(JsonTree.get(document, "files", 0, "functions"));
        assertTrue(functions.stream()
                .anyMatch(function -> "syscall.Mmap".equals(JsonTree.get(function, "function"))
                        && List.of("main.mapped").equals(JsonTree.get(function, "callers"))));
    }

    @Test
    void whatCannotBeReadIsSaidAndTheRestIsShown() throws Exception {
        String leaking = build("leakprone", "stripped");
        String out = directory.resolve("out").toString();
        Cli.here("audit", "-o", out, "/bin/sh", leaking).failed(5, "/bin/sh is no Go program");
        assertTrue(Files.readString(Path.of(out)).contains("syscall.Mmap"));
        Cli.here("audit", directory.resolve("none").toString()).failed(3, "there is no file");
        Cli.here("audit", "-o", leaking, leaking).failed(2, leaking);
        Cli.here("audit").failed(2, "BINARY");
        Cli.here("audit", "--class", "heap", leaking).failed(2, "'heap' is none of finalizer");
        Cli.here("audit", "--allow", "(", leaking).failed(2, "--allow");
    }
}
