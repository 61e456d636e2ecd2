package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The target ends, or becomes another program, while it is recorded: the recording ends with what it had. */
class TargetEndsIT {
    @TempDir
    private Path directory = Path.of("");

    static Stream<Arguments> versionsAndModes() {
        return GoBuilds.versions()
                .flatMap(version -> Stream.of("system", "thread").map(mode -> Arguments.of(version, mode)));
    }

    @ParameterizedTest
    @MethodSource("versionsAndModes")
    void byExit(String version, String attach) throws Exception {
        try (GoTarget target = GoTarget.start("mmaptruth", version, "plain", "-churn-count", "1000")) {
            Recording recording = record(target, attach);
            Map<String, @Nullable Object> truth = target.run();
            target.end();
            Report report = recording.awaitEnd();
            assertEquals("exit", report.reason());
            assertHasNote(report, "target-ended");
            assertNull(report.last());
            assertEquals(Site.told(truth, "leakAnon"), Site.reported(report, "main.leakAnon"));
            assertEquals(Site.told(truth, "churn"), Site.reported(report, "main.churn"));
            assertEquals(1, recording.events().count("exit"));
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndModes")
    void byExec(String version, String attach) throws Exception {
        try (GoTarget target = GoTarget.start("execer", version, "plain")) {
            Recording recording = record(target, attach);
            Map<String, @Nullable Object> truth = target.run();
            Report report = recording.awaitEnd();
            assertEquals("exec", report.reason());
            assertHasNote(report, "target-execed");
            assertNull(report.last());
            long bytes = Site.number(truth, "mapped_bytes");
            assertEquals(new Site(bytes, 1, bytes, 1), Site.reported(report, "main.mapBeforeExec"));
            assertEquals(
                    List.of(),
                    Site.mappings(report, row -> !row.byRuntime() && !Site.holds(row, "main.mapBeforeExec")));
            EventLines events = recording.events();
            assertEquals(1, events.count("exec"));
            assertEquals(Site.totals(report).mappedCount(), events.count("mmap"));
        }
    }

    private Recording record(GoTarget target, String attach) {
        return Recording.of(target, directory, "--stacks", "all", "--attach", attach, "--buffer", "32MiB");
    }

    private static void assertHasNote(Report report, String code) {
        assertTrue(
                report.notes().stream().anyMatch(note -> note.code().equals(code)),
                report.notes().toString());
    }
}
