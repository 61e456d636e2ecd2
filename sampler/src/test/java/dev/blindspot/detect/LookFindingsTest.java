package dev.blindspot.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.Severity;
import dev.blindspot.model.Stack;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What many looks at a process show, and what the same numbers without a fault do not. */
class LookFindingsTest {
    private static final int LOOKS = 20;
    private static final long MIB = 1L << 20;

    private static List<Finding> found(Detector detector, IntFunction<Look> look) {
        return detector.detect(Looks.window(LOOKS, look));
    }

    private static Finding only(List<Finding> findings, String id, Severity severity) {
        assertEquals(1, findings.size(), findings.toString());
        assertEquals(id, findings.getFirst().id());
        assertEquals(severity, findings.getFirst().severity());
        return findings.getFirst();
    }

    @Test
    void finalizersThatFallBehind() {
        Detector detector = new FinalizerBacklogDetector();
        Finding finding = only(
                found(detector, i -> Looks.ofGo(i, Looks.finalizers(300L * i, 1))),
                "finalizer-backlog",
                Severity.SUSPECT);
        assertEquals(300L * (LOOKS - 1), finding.count());
        assertEquals("main.close", finding.evidence().get("function"));
        assertEquals(
                "main.close",
                finding.stacks().getFirst().stack().frames().getFirst().function());
    }

    @Test
    void finalizersThatKeepUp() {
        Detector detector = new FinalizerBacklogDetector();
        assertEquals(List.of(), found(detector, i -> Looks.ofGo(i, Looks.finalizers(0, 0))));
        // After each collection there are some, and then none.
        assertTrue(found(detector, i -> Looks.ofGo(i, Looks.finalizers(i % 2 == 0 ? 5_000 : 0, 1))).stream()
                .allMatch(finding -> finding.severity() == Severity.INFO));
        assertTrue(found(detector, i -> Looks.ofGo(i, Looks.finalizers(5_000, 1))).stream()
                .allMatch(finding -> finding.severity() == Severity.INFO));
    }

    @Test
    void cleanupsThatFallBehind() {
        Detector detector = new CleanupBacklogDetector();
        Finding finding = only(
                found(detector, i -> Looks.ofGo(i, Looks.cleanups(300L * i))), "cleanup-backlog", Severity.SUSPECT);
        assertEquals(300L * (LOOKS - 1), finding.count());
        assertEquals(1L, finding.evidence().get("executing"));
    }

    @Test
    void cleanupsThatKeepUp() {
        Detector detector = new CleanupBacklogDetector();
        assertEquals(List.of(), found(detector, i -> Looks.ofGo(i, Looks.cleanups(0L))));
        assertEquals(List.of(), found(detector, i -> Looks.ofGo(i, Looks.cleanups(null))));
        assertTrue(found(detector, i -> Looks.ofGo(i, Looks.cleanups(i % 2 == 0 ? 5_000L : 0L))).stream()
                .allMatch(finding -> finding.severity() == Severity.INFO));
    }

    @Test
    void heapThatIsNotReturned() {
        Detector detector = new HeapNotReturnedDetector();
        Finding finding =
                only(found(detector, i -> Looks.ofLedger(i, 100 * MIB, 40 * MIB)), "heap-not-returned", Severity.INFO);
        assertEquals(40 * MIB, finding.bytes());
        assertTrue(finding.title().startsWith("40 %"), finding.title());
        assertEquals(100L, finding.evidence().get("gogc"));
        // Little of much, and much of little.
        assertEquals(List.of(), found(detector, i -> Looks.ofLedger(i, 1000 * MIB, 40 * MIB)));
        assertEquals(List.of(), found(detector, i -> Looks.ofLedger(i, 20 * MIB, 12 * MIB)));
    }

    @Test
    void whatTheLimitCountsBeyondTheProcessGrows() {
        Detector detector = new CgroupOutsideProcessDetector();
        Finding finding = only(
                found(detector, i -> Looks.ofCgroup(i, 1024 * MIB, 4L * i * MIB, 0)),
                "cgroup-outside-process",
                Severity.SUSPECT);
        assertEquals(4L * (LOOKS - 1) * MIB, finding.bytes());
        assertEquals(1024 * MIB, finding.evidence().get("max_bytes"));
        assertEquals("/app", finding.evidence().get("path"));
    }

    @Test
    void whatTheKernelDropsBeforeItKillsIsNoSuspect() {
        Detector detector = new CgroupOutsideProcessDetector();
        only(
                found(detector, i -> Looks.ofCgroup(i, 1024 * MIB, 4L * i * MIB, 4L * i * MIB)),
                "cgroup-outside-process",
                Severity.INFO);
        // Much of the limit, though it does not grow; little of it; and no limit at all.
        only(found(detector, i -> Looks.ofCgroup(i, 100 * MIB, 50 * MIB, 0)), "cgroup-outside-process", Severity.INFO);
        assertEquals(List.of(), found(detector, i -> Looks.ofCgroup(i, 1024 * MIB, 50 * MIB, 0)));
        assertEquals(List.of(), found(detector, i -> Looks.ofCgroup(i, null, 4L * i * MIB, 0)));
    }

    @Test
    void pluginsThatPileUp() {
        Detector detector = new PluginPileupDetector();
        Finding finding = only(found(detector, i -> Looks.ofPlugins(i, i, 0)), "plugin-pileup", Severity.SUSPECT);
        assertEquals(LOOKS - 1L, finding.count());
        assertEquals((LOOKS - 1) * 3 * MIB, finding.bytes());
        assertTrue(String.valueOf(finding.evidence().get("files")).contains("/tmp/renewed18.so"));
        // Those that failed are another finding's.
        assertEquals(List.of(), found(detector, i -> Looks.ofPlugins(i, 0, i)));
        assertEquals(List.of(), found(detector, i -> Looks.ofPlugins(i, 5, 0)));
        only(found(detector, i -> Looks.ofPlugins(i, 16, 0)), "plugin-pileup", Severity.INFO);
    }

    @Test
    void goroutinesThatGoFoundLeaked() {
        Detector detector = new GoroutineLeakDetector();
        Finding finding = only(
                found(detector, i -> Looks.ofGo(i, Looks.goroutines(List.of(group("leaked", 3), group("waiting", 2))))),
                "goroutine-leak",
                Severity.LEAK);
        assertEquals(3, finding.count());
        assertEquals("main.start", finding.evidence().get("created_by_function"));
        assertNotNull(finding.stacks().getFirst().stack().frames().getFirst().line());
        assertEquals(List.of(), found(detector, i -> Looks.ofGo(i, Looks.goroutines(List.of(group("waiting", 5))))));
    }

    private static Goroutines.Group group(String state, long count) {
        return new Goroutines.Group(
                count,
                state,
                "chan receive",
                1_000_000_000L,
                Looks.frame("main.start"),
                new Stack(List.of(Looks.frame("runtime.gopark"), Looks.frame("main.wait"))));
    }
}
