package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blindspot.detect.InspectionFindings;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Severity;
import dev.blindspot.sample.Inspector;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one look and two looks find in Go programs with one fault each, and in their twins without. */
class InspectionFindingsIT {
    static Stream<Arguments> versions() {
        return GoBuilds.versions().map(Arguments::of);
    }

    static Stream<Arguments> versionsAndModes() {
        return GoBuilds.versionsAndModes();
    }

    @ParameterizedTest
    @MethodSource("versionsAndModes")
    void aBlockedFinalizerIsNamedWithTheLineItWaitsAt(String version, String mode) throws Exception {
        try (GoTarget target = GoTarget.start("blockedfinalizer", version, mode);
                Inspector inspector = Inspector.open(target.pid(), "test")) {
            long objects = number(target.run(), "objects");
            Finding finding = only(findings(inspector.inspect(), null), "finalizer-goroutine-blocked");
            assertEquals(Severity.LEAK, finding.severity());
            assertEquals(objects - 1, finding.count());
            assertEquals("main.release", finding.evidence().get("function"));
            Frame frame = frame(finding, "main.release");
            // The line of the receive, not that of the function.
            assertEquals(23, frame.line());
            assertEquals(23L, finding.evidence().get("line"));
            assertTrue(String.valueOf(frame.file()).endsWith("blockedfinalizer.go"));
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndModes")
    void cyclesOutOfReachAreCountedAndProvenByASecondLook(String version, String mode) throws Exception {
        try (GoTarget target = GoTarget.start("growing", version, mode, "-what", "rings", "-each", "300");
                Inspector inspector = Inspector.open(target.pid(), "test")) {
            long made = number(target.run(), "made");
            Inspection first = inspector.inspect();
            Finding finding = only(findings(first, null), "finalizer-cycle");
            assertEquals(Severity.SUSPECT, finding.severity());
            assertEquals(made, finding.evidence().get("in_cycle"));
            assertEquals("main.freeRing", frame(finding, "main.freeRing").function());
            assertEquals("*main.ring", finding.evidence().get("types"));

            assertEquals(
                    Severity.SUSPECT,
                    only(findings(inspector.inspect(), first), "finalizer-cycle")
                            .severity());
            made = number(target.run(), "made");
            Finding proven = only(findings(inspector.inspect(), first), "finalizer-cycle");
            assertEquals(Severity.LEAK, proven.severity());
            assertEquals(made, proven.evidence().get("in_cycle"));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void cyclesInUseAreNoLeak(String version) throws Exception {
        try (GoTarget target = GoTarget.start("growing", version, "plain", "-what", "keptrings", "-each", "300");
                Inspector inspector = Inspector.open(target.pid(), "test")) {
            target.run();
            Inspection first = inspector.inspect();
            long made = number(target.run(), "made");
            Finding finding = only(findings(inspector.inspect(), first), "finalizer-cycle");
            assertEquals(Severity.INFO, finding.severity());
            assertEquals(made, finding.evidence().get("still_reached"));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void objectsThatLiveLongAreNoFinding(String version) throws Exception {
        try (GoTarget target = GoTarget.start("growing", version, "plain", "-what", "items", "-each", "300");
                Inspector inspector = Inspector.open(target.pid(), "test")) {
            target.run();
            Inspection first = inspector.inspect();
            assertEquals(List.of(), findings(first, null));
            target.run();
            assertEquals(List.of(), findings(inspector.inspect(), first));
        }
    }

    static Stream<Arguments> growing() {
        return GoBuilds.versions()
                .flatMap(version -> Stream.of(
                        Arguments.of(version, 0, "goroutines", "endinggoroutines", "goroutine-leak"),
                        Arguments.of(version, 0, "handles", "deletedhandles", "cgo-handle-leak"),
                        Arguments.of(version, 0, "items", "dying", "special-metadata-growth"),
                        Arguments.of(version, 21, "pins", "unpinned", "pinner-leak"),
                        Arguments.of(version, 24, "cleanups", "stoppedcleanups", "special-metadata-growth")));
    }

    @ParameterizedTest
    @MethodSource("growing")
    void whatGrowsIsSuspectAndItsTwinIsNot(String version, int since, String fault, String twin, String id)
            throws Exception {
        assumeTrue(Integer.parseInt(version.substring(2)) >= since, "Go " + version + " has none");
        try (GoTarget target = GoTarget.start("growing", version, "plain", "-what", fault);
                Inspector inspector = Inspector.open(target.pid(), "test")) {
            target.run();
            Inspection first = inspector.inspect();
            assertTrue(findings(first, null).stream().allMatch(finding -> finding.severity() == Severity.INFO));
            long made = number(target.run(), "made");
            Finding finding = only(findings(inspector.inspect(), first), id);
            assertEquals(Severity.SUSPECT, finding.severity());
            assertEquals(made, finding.count());
            details(finding, made);
        }
        try (GoTarget target = GoTarget.start("growing", version, "plain", "-what", twin);
                Inspector inspector = Inspector.open(target.pid(), "test")) {
            target.run();
            Inspection first = inspector.inspect();
            target.run();
            List<Finding> findings = findings(inspector.inspect(), first);
            assertTrue(findings.stream().allMatch(finding -> finding.severity() == Severity.INFO), findings.toString());
        }
    }

    private static void details(Finding finding, long made) {
        switch (finding.id()) {
            case "goroutine-leak" -> {
                assertEquals("main.startWaiting", finding.evidence().get("created_by_function"));
                assertEquals("chan receive " + made, finding.evidence().get("states"));
                assertNotNull(frame(finding, "main.wait").line());
            }
            case "cgo-handle-leak" ->
                assertEquals("*main.session", finding.evidence().get("types"));
            case "pinner-leak" -> assertEquals(512 * made, finding.bytes());
            default -> assertNotNull(finding.evidence().get("line"));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void failedPluginsAreLeftMapped(String version) throws Exception {
        String plugin = GoBuilds.build("plugin", version, "plain").toString();
        try (GoTarget target = GoTarget.start("pluginfail", version, "plain", "-plugin", plugin);
                Inspector inspector = Inspector.open(target.pid(), "test")) {
            long failed = number(target.run(), "failed");
            assertEquals(20, failed);
            Inspection look = inspector.inspect();
            Finding finding = only(findings(look, null), "plugin-open-failed");
            assertEquals(Severity.LEAK, finding.severity());
            assertEquals(failed, finding.count());
            assertEquals(
                    Objects.requireNonNull(look.plugins()).modules().stream()
                            .filter(module -> module.state().equals("failed"))
                            .mapToLong(module -> module.mappedBytes())
                            .sum(),
                    finding.bytes());
            String files = String.valueOf(finding.evidence().get("files"));
            assertEquals(
                    failed,
                    Stream.of(files.split(" ", -1))
                            .filter(file -> file.endsWith(".so"))
                            .count(),
                    files);
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndModes")
    void goroutinesThatGosOwnProfileFoundLeakedAreALeakAtOneLook(String version, String mode) throws Exception {
        assumeTrue(Integer.parseInt(version.substring(2)) >= 27, "Go " + version + " has no such profile");
        try (GoTarget target = GoTarget.start("growing", version, mode, "-what", "leakedgoroutines", "-each", "300");
                Inspector inspector = Inspector.open(target.pid(), "test")) {
            long made = number(target.run(), "made");
            Inspection look = inspector.inspect();
            Finding finding = only(findings(look, null), "goroutine-leak");
            assertEquals(Severity.LEAK, finding.severity());
            assertEquals(made, finding.count());
            assertEquals("main.startLeaking", finding.evidence().get("created_by_function"));
            assertNotNull(frame(finding, "main.startLeaking.func1").line());
            assertEquals(
                    made,
                    Objects.requireNonNull(Objects.requireNonNull(look.go()).goroutines())
                            .byState()
                            .get("leaked"));
        }
        // As many, waiting at a channel that a variable holds.
        try (GoTarget target = GoTarget.start("growing", version, mode, "-what", "reachedgoroutines", "-each", "300");
                Inspector inspector = Inspector.open(target.pid(), "test")) {
            target.run();
            assertEquals(List.of(), findings(inspector.inspect(), null));
        }
    }

    private static List<Finding> findings(Inspection look, @Nullable Inspection previous) {
        return InspectionFindings.of(look, previous);
    }

    private static Finding only(List<Finding> findings, String id) {
        List<Finding> such =
                findings.stream().filter(finding -> finding.id().equals(id)).toList();
        assertEquals(1, such.size(), findings.toString());
        return such.getFirst();
    }

    private static Frame frame(Finding finding, String function) {
        return finding.stacks().getFirst().stack().frames().stream()
                .filter(frame -> function.equals(frame.function()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(finding.toString()));
    }

    private static long number(Map<String, @Nullable Object> truth, String name) {
        return (Long) Objects.requireNonNull(truth.get(name));
    }
}
