package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.aggregate.CallRow;
import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.model.CallKind;
import dev.blindspot.model.Stack;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who registers finalizers and cleanups, each call once, also in a program without symbols. */
class RegistrationCallsIT {
    @TempDir
    private Path directory = Path.of("");

    static Stream<String> versions() {
        return GoBuilds.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyCallCountsOnceUnderTheFunctionRegistered(String version) throws Exception {
        try (GoTarget target = GoTarget.start("finalizertruth", version, "stripped")) {
            Recording recording = Recording.of(target, directory, "-e", "fin");
            Map<String, @Nullable Object> truth = target.run();
            Report report = recording.stop();
            assertTrue(report.losses().stream().noneMatch(loss -> loss.source().label().equals("fin")));
            assertEquals(Site.number(truth, "conns"), calls(report, CallKind.SET_FINALIZER, "main.closeConn"));
            assertEquals(Site.number(truth, "buffers"), calls(report, CallKind.SET_FINALIZER, "main.freeBuffer"));
            assertEquals(
                    Site.number(truth, "rings") + Site.number(truth, "lists"),
                    calls(report, CallKind.SET_FINALIZER, "main.freeNode"));
            long cleanups = report.calls().stream()
                    .filter(row -> row.kind() == CallKind.ADD_CLEANUP)
                    .mapToLong(CallRow::count)
                    .sum();
            assertEquals(truth.get("cleanups") == null ? 0 : Site.number(truth, "cleanups"), cleanups);
            Stack caller = Objects.requireNonNull(report.calls().getFirst().stack());
            assertTrue(
                    caller.frames().stream().anyMatch(frame -> "main.main".equals(frame.function())), caller.toString());
        }
    }

    private static long calls(Report report, CallKind kind, String function) {
        return report.calls().stream()
                .filter(row -> row.kind() == kind && function.equals(row.function()))
                .mapToLong(CallRow::count)
                .sum();
    }
}
