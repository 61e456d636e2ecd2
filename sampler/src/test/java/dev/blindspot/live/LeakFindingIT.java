package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Severity;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A service that leaks is found out; one that only maps and unmaps is left alone. */
class LeakFindingIT {
    private static final String LEAK = "main.(*thumbnails).cacheThumbnail";

    @TempDir
    private Path directory = Path.of("");

    static Stream<String> versions() {
        return GoBuilds.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theLeakingFunctionIsNamed(String version) throws Exception {
        try (GoTarget target = GoTarget.start("leakyservice", version, "stripped")) {
            Report report = Recording.of(target, directory, "-d", Slowness.seconds(6) + "s")
                    .awaitEnd();
            Finding finding = report.findings().getFirst();
            assertEquals("mmap-growth", finding.id());
            assertEquals(Severity.SUSPECT, finding.severity());
            Frame site = finding.stacks().getFirst().stack().frames().stream()
                    .filter(frame -> LEAK.equals(frame.function()))
                    .findFirst()
                    .orElseThrow();
            assertTrue(String.valueOf(site.file()).endsWith("thumbs.go"));
            assertNotNull(site.line());
            assertEquals(Site.reported(report, LEAK).outstandingBytes(), finding.bytes());
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void whatIsUnmappedAgainIsNoFinding(String version) throws Exception {
        String[] onlyChurn = {"-anon-count", "0", "-file-count", "0", "-shared-count", "0", "-grown-count", "0"};
        try (GoTarget target = GoTarget.start(
                "mmaptruth",
                version,
                "plain",
                Stream.concat(Stream.of(onlyChurn), Stream.of("-churn-count", "20000"))
                        .toArray(String[]::new))) {
            // Holds all of it, so that a drain that has no CPU loses nothing.
            Recording recording = Recording.of(target, directory, "--buffer", "32MiB");
            target.run();
            Report report = recording.stop();
            assertTrue(report.findings().stream().noneMatch(finding -> finding.severity() != Severity.INFO));
            assertEquals(0, Site.reported(report, "main.churn").outstandingBytes());
        }
    }
}
