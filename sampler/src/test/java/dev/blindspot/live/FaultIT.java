package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.model.Frame;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Stack;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages first touched are blamed on the function that touched them, by its own name, also where its leaf hides it. */
class FaultIT {
    /** The runtime faults a little besides. */
    private static final double TOLERANCE = 0.1;

    private static final List<String> FUNCTIONS = List.of("copyOnly", "clearOnly", "readFresh", "touchLoop");

    @TempDir
    private Path directory = Path.of("");

    static Stream<String> versions() {
        return GoBuilds.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyFunctionIsNamed(String version) throws Exception {
        try (GoTarget target = GoTarget.start("faulter", version, "plain")) {
            Recording recording = Recording.of(target, directory, "--buffer", "32MiB");
            Map<String, @Nullable Object> truth = target.run();
            Report report = recording.stop();
            for (String function : FUNCTIONS) {
                long pages = Site.number(truth, "pages", function);
                List<CallSiteRow> rows = report.callSites().stream()
                        .filter(row -> row.kind() == MappingKind.FAULT && Site.holds(row, "main." + function))
                        .toList();
                long touched = rows.stream().mapToLong(CallSiteRow::mappedCount).sum();
                assertTrue(touched > 0, function + " is in no fault's stack");
                // Neighbours that fault a lot raise the period for all, or cost samples: then it is an estimate.
                if (rows.stream().noneMatch(CallSiteRow::sampled)
                        && report.losses().isEmpty()) {
                    assertEquals((double) pages, touched, pages * TOLERANCE, function);
                }
                for (CallSiteRow row : rows) {
                    Stack stack = row.stack();
                    assertTrue(stack != null && ownLine(stack, function), function + " without its line: " + stack);
                }
            }
        }
    }

    private static boolean ownLine(Stack stack, String function) {
        for (Frame frame : stack.frames()) {
            if (("main." + function).equals(frame.function())) {
                return frame.line() != null && String.valueOf(frame.file()).endsWith("main.go");
            }
        }
        return false;
    }
}
