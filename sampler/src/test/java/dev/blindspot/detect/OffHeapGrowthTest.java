package dev.blindspot.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Growth outside Go's heap, by the ledger and the stacks of page faults. */
class OffHeapGrowthTest {
    private static final long MIB = 1 << 20;
    private static final int SECONDS = 30;

    private static Finding only(Report report, String id) {
        List<Finding> found = report.findings().stream()
                .filter(finding -> finding.id().equals(id))
                .toList();
        assertEquals(1, found.size(), report.findings().toString());
        return found.getFirst();
    }

    private static SyntheticHistory start() {
        return new SyntheticHistory(-1).stack(1, "main.copyToC").stack(2, "main.other");
    }

    @Test
    void aHeapThatGrowsIsASuspectNamedByWhoTouchedMost() {
        SyntheticHistory history = start();
        for (int second = 1; second <= SECONDS; second++) {
            history.touch(1, "c.heap", 700_000)
                    .touch(2, "c.heap", 300_000)
                    .touch(2, "mmap.anon", 9_000_000)
                    .resident("c.heap", second * 1_000_000L)
                    .resident("mmap.anon", 64 * MIB)
                    .second();
        }

        Finding finding = only(history.report(), "cgo-heap-growth");

        assertEquals(Severity.SUSPECT, finding.severity());
        assertEquals(SECONDS * 1_000_000L, finding.bytes());
        assertEquals("main.copyToC", finding.evidence().get("function"));
        assertEquals(10L, finding.evidence().get("line"));
        assertEquals(SECONDS * 700_000L, finding.stacks().getFirst().bytes());
        assertEquals(0L, finding.evidence().get("unexplained_bytes"));
        assertEquals("leak", finding.evidence().get("cause"));
        assertEquals(1_000_000, Objects.requireNonNull(finding.growthBytesPerSecond()), 1);
        assertTrue((Double) Objects.requireNonNull(finding.evidence().get("growth_ci95_low_bytes_per_s")) > 999_000);
    }

    @Test
    void aClockThatIsSetMakesNoGrowthLate() {
        for (Duration by : List.of(Duration.ZERO, Duration.ofHours(1), Duration.ofHours(-1))) {
            SyntheticHistory history = start();
            for (int second = 1; second <= SECONDS; second++) {
                history.touch(1, "c.heap", second <= 10 ? MIB : 0)
                        .resident("c.heap", Math.min(second, 10) * MIB)
                        .setClock(second == 5 ? by : Duration.ZERO)
                        .second();
            }

            assertTrue(
                    history.report().findings().stream().noneMatch(finding -> finding.severity() == Severity.SUSPECT),
                    () -> by + ": " + history.report().findings());
        }
    }

    /** As a recorder must be, that goes on for weeks. */
    @Test
    void aLongRunIsKeptAtFewTimesAndJudgedTheSame() {
        SyntheticHistory history = start();
        int seconds = 5_000;
        for (int second = 1; second <= seconds; second++) {
            history.touch(1, "c.heap", MIB)
                    .resident("c.heap", second * MIB)
                    .faults(256, 256)
                    .second();
        }
        Report whole = history.report();
        Report live = history.liveReport();

        assertEquals(seconds, whole.ledgers().size());
        assertTrue(live.ledgers().size() <= 1_025, live.ledgers().size() + " ledgers");
        assertEquals(whole.ledgers().getLast(), live.ledgers().getLast());
        assertEquals(seconds, whole.gauges().getFirst().points().size());
        assertTrue(live.gauges().getFirst().points().size() <= 1_025);
        assertEquals(only(whole, "cgo-heap-growth"), only(live, "cgo-heap-growth"));
    }

    private static boolean isIncomplete(long sampledFaults) {
        SyntheticHistory history = start();
        for (int second = 1; second <= SECONDS; second++) {
            Instant at = Instant.EPOCH.plusSeconds(second);
            history.touch(1, "c.heap", MIB)
                    .resident("c.heap", second * MIB)
                    .faults(sampledFaults, 256)
                    .lose(new Loss(LossSource.FAULT, null, at, at.plusSeconds(1)), false)
                    .second();
        }
        return only(history.report(), "cgo-heap-growth").incomplete();
    }

    @Test
    void samplesThatWereLostConcernItOnlyWhereItsOwnAreMissing() {
        assertFalse(isIncomplete(250));
        assertTrue(isIncomplete(200));
        assertTrue(isIncomplete(0));
    }

    @Test
    void aHeapThatFillsAndSettlesIsNoSuspect() {
        SyntheticHistory history = start();
        for (int second = 1; second <= SECONDS; second++) {
            history.touch(1, "c.heap", second <= 10 ? MIB : 0)
                    .resident("c.heap", Math.min(second, 10) * MIB)
                    .second();
        }

        Finding finding = only(history.report(), "cgo-heap-growth");

        assertEquals(Severity.INFO, finding.severity());
        assertEquals("cache-filling", finding.evidence().get("cause"));
    }

    @Test
    void whatNoStackExplainsIsSaidToBeUnexplained() {
        SyntheticHistory history = start();
        for (int second = 1; second <= SECONDS; second++) {
            history.touch(0, "mmap.anon", 3 * MIB)
                    .touch(1, "mmap.anon", MIB)
                    .touch(1, "go.heap.objects", MIB)
                    .resident("mmap.anon", 64 * MIB + second * 4L * MIB)
                    .resident("go.heap.objects", second * 100L * MIB)
                    .second();
        }

        Report report = history.report();
        Finding finding = only(report, "rss-growth-unexplained");

        assertEquals(Severity.SUSPECT, finding.severity());
        assertEquals(SECONDS * 3 * MIB, finding.bytes());
        assertEquals(SECONDS * 3 * MIB, finding.evidence().get("unexplained.mmap.anon_bytes"));
        Attribution first = report.attributions().getFirst();
        assertEquals("go.heap.objects", first.category());
        assertEquals(SECONDS * MIB, first.explainedBytes());
    }

    @Test
    void whatTheCallSitesOfMappingsExplainIsNotUnexplained() {
        SyntheticHistory history = start();
        for (int second = 1; second <= SECONDS; second++) {
            history.map(1, 4 * MIB)
                    .resident("mmap.anon", 64 * MIB + second * 4L * MIB)
                    .second();
        }

        assertTrue(history.report().findings().stream()
                .noneMatch(finding -> finding.id().equals("rss-growth-unexplained")));
    }

    @Test
    void pagesOfMappedFilesAreTheKernelsToDrop() {
        SyntheticHistory history = start();
        for (int second = 1; second <= SECONDS; second++) {
            history.resident("mmap.file", 64 * MIB + second * 4L * MIB)
                    .resident("mmap.anon", 64 * MIB)
                    .second();
        }

        assertEquals(
                Severity.INFO, only(history.report(), "rss-growth-unexplained").severity());
    }

    @Test
    void whatSlowsDownIsNoSuspect() {
        SyntheticHistory history = start();
        double filled = 0;
        for (int second = 1; second <= SECONDS; second++) {
            filled += (200 - filled) / 8;
            history.resident("mmap.anon", 64 * MIB + Math.round(filled * MIB)).second();
        }

        Finding finding = only(history.report(), "rss-growth-unexplained");

        assertEquals("cache-filling", finding.evidence().get("cause"));
        assertEquals(Severity.INFO, finding.severity());
    }

    @Test
    void whatIsTouchedAndGivenBackExplainsNoMoreThanIsLeft() {
        SyntheticHistory history = start();
        for (int second = 1; second <= SECONDS; second++) {
            history.touch(1, "c.heap", 30 * MIB)
                    .touch(2, "c.heap", 10 * MIB)
                    .resident("c.heap", second * MIB)
                    .second();
        }

        Attribution grown = history.report().attributions().stream()
                .filter(attribution -> attribution.category().equals("c.heap"))
                .findFirst()
                .orElseThrow();

        assertEquals(SECONDS * MIB, grown.growthBytes());
        assertEquals(SECONDS * MIB, grown.explainedBytes());
        assertEquals(SECONDS * MIB * 3 / 4, grown.sites().getFirst().bytes());
    }
}
