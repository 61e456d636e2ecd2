package dev.blindspot.service;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.export.JsonTree;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Privilege;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs without a fault are recorded for ten minutes each ({@code -Dblindspot.soak.seconds} says otherwise), some side
 * by side, and nothing above {@code info} is found.
 */
@Tag("acceptance")
class NothingFoundIT {
    private static final long SECONDS = Long.getLong("blindspot.soak.seconds", 600);
    /** They are to be busy, not to fight for the machine. */
    private static final DebianService.Load LOAD =
            new DebianService.Load(Duration.ofMillis(20), Duration.ofSeconds(2 * SECONDS + 120));

    /** More only slow each other down. */
    private static final int SIDE_BY_SIDE = 3;

    private static final String SUITE = "bookworm";

    @TempDir
    private Path directory = Path.of("");

    private record Run(String name, Callable<Map<String, @Nullable Object>> report) {}

    @Test
    void neitherInProgramsNorInServicesNorOverARestart() throws Exception {
        Privilege.tracing();
        String newest = GoBuilds.newest();
        List<Run> runs = new ArrayList<>();
        for (String work : List.of("service", "batch")) {
            runs.add(new Run(work, () -> program(newest, work)));
        }
        for (DebianPackage what : DebianPackage.values()) {
            String binary = DebianService.binary(what, SUITE);
            runs.add(new Run(what.packageName(), () -> service(what, binary)));
        }
        String restarted = DebianService.binary(DebianPackage.ETCD, SUITE);
        runs.add(new Run("restarted", () -> restarted(DebianPackage.ETCD, restarted)));
        List<Executable> checks = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
            List<Future<Map<String, @Nullable Object>>> reports =
                    threads.invokeAll(runs.stream().map(Run::report).toList());
            for (int i = 0; i < runs.size(); i++) {
                String name = runs.get(i).name();
                Future<Map<String, @Nullable Object>> report = reports.get(i);
                checks.add(() -> harmless(name, report.get()));
            }
        }
        assertAll(checks);
    }

    private Path home(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    private Map<String, @Nullable Object> program(String goVersion, String work) throws Exception {
        Path home = home(work);
        // The caches are full with a quarter of the window, on a slow machine with a third.
        try (GoTarget target =
                GoTarget.start("harmless", goVersion, "plain", "-work", work, "-fill", SECONDS / 5 + "s")) {
            target.go();
            Map<String, @Nullable Object> report = recorded(home, target.pid());
            assertTrue(((Number) there(target.run(), "done")).longValue() > SECONDS, "it was busy");
            return report;
        }
    }

    private Map<String, @Nullable Object> service(DebianPackage what, String binary) throws Exception {
        Path home = home(what.packageName());
        try (DebianService service = DebianService.start(what, binary, home, LOAD)) {
            int before = service.answered();
            Map<String, @Nullable Object> report = recorded(home, service.pid());
            assertTrue(service.answered() - before > SECONDS, "it was under load");
            return report;
        }
    }

    /** Its name is its own: another of its kind runs beside it. */
    private Map<String, @Nullable Object> restarted(DebianPackage what, String binary) throws Exception {
        Path home = home("restarted");
        Path link = Files.createSymbolicLink(
                directory.resolve("rest-" + ProcessHandle.current().pid()), Path.of(binary));
        Path file = home.resolve("restarted.bsp");
        DebianService service = DebianService.start(what, link.toString(), home, LOAD);
        Process recording = Blindspot.start(
                home, "record", String.valueOf(service.pid()), "--follow", "-d", SECONDS + "s", "-o", file.toString());
        try (BufferedReader said = recording.errorReader()) {
            awaitLine(said, ", attached by ");
            assertFalse(recording.waitFor(Duration.ofSeconds(SECONDS / 2)), "it goes on");
            service.close();
            service = DebianService.start(what, link.toString(), home, LOAD);
            awaitLine(said, "recording goes on with " + service.pid());
            String rest = said.lines().collect(Collectors.joining("\n"));
            assertEquals(0, recording.waitFor(), rest);
        } finally {
            recording.destroyForcibly();
            service.close();
        }
        return report(home, file);
    }

    private static void awaitLine(BufferedReader said, String wanted) throws IOException {
        for (String line = said.readLine(); line == null || !line.contains(wanted); line = said.readLine()) {
            assertNotNull(line, () -> "it ended without saying: " + wanted);
        }
    }

    private static Map<String, @Nullable Object> recorded(Path home, int pid) throws Exception {
        Path file = home.resolve(pid + ".bsp");
        Blindspot.run(home, "record", String.valueOf(pid), "-d", SECONDS + "s", "-o", file.toString());
        return report(home, file);
    }

    private static Map<String, @Nullable Object> report(Path home, Path file) throws Exception {
        return JsonTree.object(Blindspot.run(home, "report", file.toString(), "--json"));
    }

    /** What must be there. */
    private static Object there(Map<String, @Nullable Object> object, String key) {
        return Objects.requireNonNull(JsonTree.get(object, key), key);
    }

    private static void harmless(String name, Map<String, @Nullable Object> report) {
        List<?> findings = (List<?>) there(report, "findings");
        List<?> bad = findings.stream()
                .filter(finding -> !"info".equals(JsonTree.get(finding, "severity")))
                .toList();
        assertEquals(List.of(), bad, name);
        assertTrue(((List<?>) there(report, "ledger")).size() > 2, name + ": it was looked at");
    }
}
