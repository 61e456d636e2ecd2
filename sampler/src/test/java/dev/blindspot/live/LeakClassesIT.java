package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way to lose memory is found where it is, with function, line and amount; the same program done right is left alone. */
class LeakClassesIT {
    private static final int SHORT_SECONDS = Slowness.seconds(10);
    private static final int LONG_SECONDS = Slowness.seconds(30);
    private static final int SIDE_BY_SIDE = Slowness.sideBySide(5);

    @TempDir
    private Path directory = Path.of("");

    private record Seen(Report report, Map<String, @Nullable Object> truth) {}

    @Test
    void allAreFoundAndTheirTwinsAreNot() throws Exception {
        check(GoBuilds.newest(), SHORT_SECONDS);
    }

    static Stream<String> versions() {
        List<String> wanted = List.of("1.19", "1.22", "1.24", "1.27");
        return GoBuilds.versions().filter(wanted::contains);
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Tag("acceptance")
    void allAreFoundInEveryVersion(String goVersion) throws Exception {
        check(goVersion, LONG_SECONDS);
    }

    private void check(String goVersion, int seconds) throws Exception {
        Privilege.tracing();
        List<Callable<Executable>> runs = new ArrayList<>();
        for (LeakClass leak : LeakClass.values()) {
            if (leak.isIn(goVersion)) {
                runs.add(() -> found(leak, run(leak, goVersion, false, seconds)));
                runs.add(() -> leftAlone(leak, run(leak, goVersion, true, seconds)));
            }
        }
        List<Executable> checks = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
            for (Future<Executable> run : threads.invokeAll(runs)) {
                checks.add(run.get());
            }
        }
        assertAll(checks);
    }

    private Seen run(LeakClass leak, String goVersion, boolean twin, int seconds) throws Exception {
        try (GoTarget target = leak.start(goVersion, twin, seconds)) {
            Recording recording = Recording.of(target, directory, leak.recordingOptions());
            Map<String, @Nullable Object> truth = target.run();
            return new Seen(recording.stop(), truth);
        }
    }

    private static Executable leftAlone(LeakClass leak, Seen seen) {
        return () -> assertEquals(
                List.of(),
                seen.report().findings().stream()
                        .filter(finding -> finding.severity() != Severity.INFO)
                        .toList(),
                () -> leak + " done right");
    }

    private static Executable found(LeakClass leak, Seen seen) {
        return () -> {
            Finding finding = seen.report().findings().stream()
                    .filter(each -> each.id().equals(leak.id))
                    .filter(each -> each.severity() != Severity.INFO)
                    .filter(leak::isNamed)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(
                            leak + " is not found, but " + seen.report().findings()));
            if (seen.truth().get("bytes") != null && leak.tolerance > 0 && finding.bytes() != null) {
                near(leak + " bytes", leak.tolerance, Site.number(seen.truth(), "bytes"), finding.bytes());
            }
            if (seen.truth().get("objects") != null && finding.count() != null) {
                near(leak + " objects", leak.tolerance, Site.number(seen.truth(), "objects"), finding.count());
            }
        };
    }

    private static void near(String what, double tolerance, long truth, long found) {
        assertTrue(
                Math.abs(found - truth) <= tolerance * truth + 1, () -> what + ": " + found + " found, truth " + truth);
    }
}
