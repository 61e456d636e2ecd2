package dev.blindspot.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Severity;
import dev.blindspot.model.ThreadSummary;
import dev.blindspot.recording.RecordingFixture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Threads with C stacks of 8 MiB, seen by a look at the start and one at the end, and counted each second between. */
class ThreadGrowthTest {
    private static final int SECONDS = 30;
    private static final long SECOND = 1_000_000_000L;
    private static final int AT_FIRST = 10;

    private interface Count {
        int at(long second);
    }

    @Test
    void whatComesAllTheTimeIsSuspectThoughNobodyLookedInBetween() {
        assertEquals(
                List.of(Severity.SUSPECT),
                findings(second -> AT_FIRST + 2 * (int) second, SECONDS).stream()
                        .map(Finding::severity)
                        .toList());
    }

    @Test
    void aPoolThatFillsAtOnceIsNone() {
        assertEquals(List.of(), findings(second -> second < 2 ? AT_FIRST : 100, SECONDS));
    }

    @Test
    void aPoolThatFillsLateIsNone() {
        assertEquals(List.of(), findings(second -> second < 25 ? AT_FIRST : 100, SECONDS));
    }

    @Test
    void aFewAreNone() {
        assertEquals(List.of(), findings(second -> AT_FIRST + (int) (second / 10), SECONDS));
    }

    @Test
    void withoutCountsNothingIsSaidToRise() {
        assertEquals(List.of(), findings(second -> AT_FIRST + 2 * (int) second, 0));
    }

    private static List<Finding> findings(Count threads, int counted) {
        Window looked = Window.ofLooks(RecordingFixture.target(), List.of(look(0, threads), look(SECONDS, threads)));
        return new ThreadGrowthDetector()
                .detect(new Window(
                        looked.target(),
                        looked.startNanos(),
                        looked.endNanos(),
                        0,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        looked.looks(),
                        Series.lookedAt(
                                LongStream.rangeClosed(1, counted)
                                        .map(second -> second * SECOND)
                                        .toArray(),
                                LongStream.rangeClosed(1, counted)
                                        .mapToDouble(threads::at)
                                        .toArray()),
                        List.of(),
                        Map.of(),
                        new LedgerHistory(List.of()),
                        List.of(),
                        false));
    }

    private static Look look(long second, Count threads) {
        int total = threads.at(second);
        Instant at = Instant.EPOCH.plusSeconds(second);
        long virtual = total * (8L << 20);
        long rss = total * (16L << 10);
        Ledger ledger = new Ledger(at, rss, rss, List.of(new LedgerRow("c.stacks", rss, virtual, 0, 0L, total)));
        return new Look(second * SECOND, at, ledger, null, null, new ThreadSummary(total, null, null, null, rss), null);
    }
}
