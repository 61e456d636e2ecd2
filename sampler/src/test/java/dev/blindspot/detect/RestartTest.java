package dev.blindspot.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.blindspot.aggregate.CallRow;
import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A recording of two processes that follow each other: each is judged by what it did itself. */
class RestartTest {
    private static final long MIB = 1 << 20;
    private static final int SECONDS = 30;

    private static List<Finding> found(Report report, String id) {
        return report.findings().stream()
                .filter(finding -> finding.id().equals(id))
                .toList();
    }

    private static Finding titled(List<Finding> findings, String part) {
        List<Finding> titled = findings.stream()
                .filter(finding -> finding.title().contains(part))
                .toList();
        assertEquals(1, titled.size(), findings.toString());
        return titled.getFirst();
    }

    private static void grow(SyntheticHistory history, int stackId, long bytes) {
        for (int second = 1; second <= SECONDS; second++) {
            history.touch(stackId, "c.heap", bytes)
                    .resident("c.heap", second * bytes)
                    .second();
        }
    }

    @Test
    void growthIsExplainedByFaultsOfTheProcessThatGrew() {
        SyntheticHistory history = new SyntheticHistory(-1).stack(1, "main.former");
        history.lose(new Loss(LossSource.FAULT, null, Instant.EPOCH, Instant.EPOCH.plusSeconds(1)), false);
        grow(history, 1, 4 * MIB);
        history.restart().stack(11, "main.later");
        grow(history, 11, MIB);

        Report report = history.report();
        List<Finding> findings = found(report, "cgo-heap-growth");

        assertEquals(2, findings.size(), findings.toString());
        Finding later = titled(findings, "later");
        assertEquals("main.later", later.evidence().get("function"));
        assertEquals(SECONDS * MIB, later.evidence().get("explained_bytes"));
        assertFalse(later.incomplete());
        assertEquals(1, report.losses().size());
        Attribution grown = report.attributions().getFirst();
        assertEquals(1, grown.sites().size(), grown.toString());
    }

    @Test
    void whatNothingExplainsIsNotExplainedByThoseBefore() {
        SyntheticHistory history = new SyntheticHistory(-1).stack(1, "main.former");
        grow(history, 1, 4 * MIB);
        history.restart();
        grow(history, 0, 4 * MIB);

        Attribution grown = history.report().attributions().getFirst();

        assertEquals(SECONDS * 4 * MIB, grown.unexplainedBytes());
    }

    @Test
    void callsOfTheFormerAreInTheTableAndInNoFindingOfTheLater() {
        SyntheticHistory history = new SyntheticHistory(-1)
                .stack(1, "main.former")
                .open(1, "/lib/libx.so", 5)
                .second();
        history.restart().stack(11, "main.later").open(11, "/lib/libx.so", 2).second();

        Report report = history.report();

        Finding later = titled(found(report, "dlopen-unbalanced"), "later");
        assertEquals(2L, later.evidence().get("opened"));
        assertEquals(7, report.calls().stream().mapToLong(CallRow::count).sum());
    }

    @Test
    void callSitesAreThoseOfBoth() {
        SyntheticHistory history = new SyntheticHistory(-1)
                .stack(1, "main.leak")
                .map(1, 8 * MIB)
                .lose(new Loss(LossSource.MMAP, null, Instant.EPOCH, Instant.EPOCH.plusSeconds(1)), true)
                .second();
        history.restart().stack(11, "main.leak").map(11, 4 * MIB).second().second();

        Report report = history.report();

        CallSiteRow row = report.callSites().getFirst();
        assertEquals(12 * MIB, row.mappedBytes());
        assertEquals(4 * MIB, row.outstandingBytes());
        List<Finding> findings = found(report, "mmap-growth");
        assertEquals(List.of(4 * MIB), findings.stream().map(Finding::bytes).toList());
        assertFalse(findings.getFirst().incomplete());
    }
}
