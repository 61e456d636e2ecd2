package dev.blindspot.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Severity;
import dev.blindspot.model.Stack;
import dev.blindspot.recording.RecordingFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class MmapGrowthDetectorTest {
    private static final long MIB = 1 << 20;
    private static final long SECOND = 1_000_000_000L;

    private final SyntheticHistory history = new SyntheticHistory(-1);

    private static Finding only(List<Finding> findings) {
        assertEquals(1, findings.size(), findings::toString);
        return findings.getFirst();
    }

    @Test
    void whatGrowsIsASuspectWithItsPlaceAndExactBytes() {
        history.stack(1, "main.leak", "main.serve");
        for (int second = 0; second < 30; second++) {
            history.map(1, MIB).second();
        }

        Finding finding = only(history.report().findings());

        assertEquals("mmap-growth", finding.id());
        assertEquals(Severity.SUSPECT, finding.severity());
        assertEquals(30 * MIB, finding.bytes());
        assertEquals(30, finding.count());
        assertEquals(1.0 * MIB, finding.growthBytesPerSecond());
        assertFalse(finding.incomplete());
        assertEquals("main.leak", finding.evidence().get("function"));
        assertEquals("/src/main.leak.go", finding.evidence().get("file"));
        assertEquals(10L, finding.evidence().get("line"));
        assertEquals(27 * MIB, finding.evidence().get("older_bytes"));
        assertTrue(finding.advice().contains("main.leak.go:10"), finding.advice());
        assertEquals(
                SyntheticHistory.stack("main.leak", "main.serve"),
                finding.stacks().getFirst().stack());
    }

    @Test
    void manySmallMappingsAreASuspectByTheirCount() {
        history.stack(1, "main.leak");
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 200; i++) {
                history.map(1, 1024);
            }
            history.second();
        }

        assertEquals(Severity.SUSPECT, only(history.report().findings()).severity());
    }

    @Test
    void waysToOneLineAreOneFindingLargestFirst() {
        history.stack(1, "main.leak", "main.some").stack(2, "main.leak", "main.most");
        for (int second = 0; second < 20; second++) {
            history.map(1, MIB).map(2, 3 * MIB).second();
        }

        Finding finding = only(history.report().findings());

        assertEquals(80 * MIB, finding.bytes());
        assertEquals(
                List.of(60 * MIB, 20 * MIB),
                finding.stacks().stream().map(Finding.StackShare::bytes).toList());
        assertEquals(
                "main.most",
                finding.stacks().getFirst().stack().frames().getLast().function());
    }

    @Test
    void whatSettlesIsNoSuspect() {
        history.stack(1, "main.fillCache");
        for (int second = 0; second < 30; second++) {
            if (second < 15) {
                history.map(1, 4 * MIB);
            }
            history.second();
        }

        assertEquals(Severity.INFO, only(history.report().findings()).severity());
    }

    @Test
    void whatIsReplacedAtAConstantSizeIsNoSuspect() {
        history.stack(1, "main.rotate");
        for (int second = 0; second < 40; second++) {
            history.map(1, 4 * MIB);
            if (second >= 8) {
                history.unmapOldest(1);
            }
            history.second();
        }

        assertEquals(Severity.INFO, only(history.report().findings()).severity());
    }

    @Test
    void whatFillsAndEmptiesIsNoSuspectWhereverTheWindowEnds() {
        for (int end = 30; end < 40; end++) {
            SyntheticHistory sawtooth = new SyntheticHistory(-1).stack(1, "main.batch");
            for (int second = 0; second < end; second++) {
                if (second % 7 == 6) {
                    sawtooth.unmapAll(1);
                }
                sawtooth.map(1, 4 * MIB).second();
            }
            for (Finding finding : sawtooth.report().findings()) {
                assertEquals(Severity.INFO, finding.severity(), "ended after " + end);
            }
        }
    }

    @Test
    void aLeakUnderASawtoothIsASuspect() {
        history.stack(1, "main.batch", "main.a").stack(2, "main.batch", "main.b");
        for (int second = 0; second < 35; second++) {
            if (second % 7 == 6) {
                history.unmapAll(1);
            }
            history.map(1, 4 * MIB).map(2, 2 * MIB).second();
        }

        assertEquals(Severity.SUSPECT, only(history.report().findings()).severity());
    }

    @Test
    void whatBeginsLateStillCounts() {
        history.stack(1, "main.leak");
        for (int second = 0; second < 60; second++) {
            if (second >= 45) {
                history.map(1, MIB);
            }
            history.second();
        }

        assertEquals(Severity.SUSPECT, only(history.report().findings()).severity());
    }

    @Test
    void whatIsUnmappedAgainIsNotNamed() {
        history.stack(1, "main.churn");
        for (int second = 0; second < 20; second++) {
            for (int i = 0; i < 50; i++) {
                history.map(1, MIB);
            }
            history.unmapAll(1).second();
        }
        history.map(1, MIB).second();

        assertEquals(List.of(), history.report().findings());
    }

    @Test
    void whatIsYoungIsNotJudged() {
        SyntheticHistory young = new SyntheticHistory(5 * SECOND).stack(1, "main.inFlight");
        for (int second = 0; second < 20; second++) {
            young.map(1, 8 * MIB);
            if (second >= 3) {
                young.unmapOldest(1);
            }
            young.second();
        }

        assertEquals(List.of(), young.report().findings());
    }

    @Test
    void whatTheRuntimeMappedIsNobodysLeak() {
        Stack runtime = new Stack(List.of(
                new Frame(1, "/srv/app", null, "runtime.mmap", "/go/mem.go", 1, false),
                new Frame(2, "/srv/app", null, "runtime.sysAlloc", "/go/mem.go", 2, false),
                new Frame(3, "/srv/app", null, "main.handler", "/src/main.go", 3, false)));
        Stack onlyRuntime = new Stack(runtime.frames().subList(0, 2));
        history.stack(1, true, runtime).stack(2, false, onlyRuntime);
        for (int second = 0; second < 20; second++) {
            history.map(1, 4 * MIB).map(2, 4 * MIB).second();
        }

        assertEquals(List.of(), history.report().findings());
    }

    @Test
    void whatHasNoStackIsBlamedOnNobody() {
        for (int second = 0; second < 20; second++) {
            history.map(0, 4 * MIB).second();
        }

        assertEquals(List.of(), history.report().findings());
    }

    @Test
    void aLossThatTouchesTheRowMakesItIncomplete() {
        history.stack(1, "main.leak");
        for (int second = 0; second < 20; second++) {
            if (second == 3) {
                history.lose(
                        new Loss(LossSource.MMAP, 7L, RecordingFixture.START, RecordingFixture.START.plusSeconds(1)),
                        true);
            }
            history.map(1, MIB).second();
        }

        assertTrue(only(history.report().findings()).incomplete());
    }

    @Test
    void anIntervalThatCouldNotBeReadMakesItIncomplete() {
        history.stack(1, "main.leak");
        for (int second = 0; second < 20; second++) {
            if (second == 3) {
                history.lose(
                        new Loss(LossSource.RECORDING, null, RecordingFixture.START, RecordingFixture.START), false);
            }
            history.map(1, MIB).second();
        }

        assertTrue(only(history.report().findings()).incomplete());
    }

    @Test
    void sampledStacksCountByTheirWeight() {
        history.stack(1, "main.leak").weight(100);
        for (int second = 0; second < 20; second++) {
            history.map(1, 8192).second();
        }

        Finding finding = only(history.report().findings());

        assertEquals(20 * 100 * 8192, finding.bytes());
        assertEquals(Severity.SUSPECT, finding.severity());
        assertEquals(true, finding.evidence().get("sampled"));
    }

    @Test
    void findingsAreOrderedBySeverityThenBytes() {
        history.stack(1, "main.leak").stack(2, "main.big").stack(3, "main.leakMore");
        history.map(2, 900 * MIB);
        for (int second = 0; second < 30; second++) {
            history.map(1, MIB).map(3, 2 * MIB).second();
        }

        assertEquals(
                List.of("main.leakMore", "main.leak", "main.big"),
                history.report().findings().stream()
                        .map(finding -> finding.evidence().get("function"))
                        .toList());
    }

    @Test
    void anAllocatorThatMapsForMallocIsNamedWithWhoCalledIt() {
        Frame mmap = new Frame(1, "/lib/libc.so.6", null, "mmap", null, null, false);
        Frame extent = new Frame(2, "/usr/lib/libjemalloc.so.2", null, null, null, null, false);
        Frame leak = new Frame(3, "/srv/app", null, "leak", null, null, false);
        SyntheticHistory history = new SyntheticHistory(-1).stack(1, false, new Stack(List.of(mmap, extent, leak)));
        for (int second = 0; second < 30; second++) {
            history.map(1, 2 << 20).second();
        }

        Finding finding = history.report().findings().getFirst();

        assertEquals(Severity.SUSPECT, finding.severity());
        assertEquals("leak takes memory from jemalloc that stays", finding.title());
        assertEquals("jemalloc", finding.evidence().get("allocator"));
    }

    @Test
    void whatTheCLibraryMapsForACallerOutOfSightIsToldOfTheLibrary() {
        Frame mmap = new Frame(1, "/usr/lib/x86_64-linux-musl/libc.so", null, "mmap64", null, null, false);
        history.stack(1, false, new Stack(List.of(mmap)));
        for (int second = 0; second < 30; second++) {
            history.map(1, MIB).second();
        }

        Finding finding = only(history.report().findings());

        assertEquals("mmap-growth", finding.id());
        assertEquals(Severity.SUSPECT, finding.severity());
        assertEquals(30 * MIB, finding.bytes());
        assertEquals("mmap64", finding.evidence().get("function"));
        assertEquals(false, finding.evidence().get("caller_known"));
        assertTrue(finding.title().contains("who asked for it is not known"), finding.title());
    }
}
