package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.golang.heap.Spans;
import dev.blindspot.golang.locate.GoProcess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The runtime of a process that runs is found, and its spans. */
class RuntimeFoundIT {
    @ParameterizedTest
    @MethodSource("dev.blindspot.elf.GoBuilds#versions")
    void thereAreModulesAndSpans(String goVersion) throws Exception {
        try (GoTarget target = GoTarget.start("idle", goVersion, "plain");
                LiveRuntime runtime = new LiveRuntime(target.pid())) {
            GoProcess process = runtime.process();
            assertFalse(process.modules().isEmpty());
            assertTrue(Spans.read(process).size() > 10);
        }
    }
}
