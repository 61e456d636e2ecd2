package dev.blindspot.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.detect.Report;
import dev.blindspot.detect.SyntheticHistory;
import dev.blindspot.model.GoState;
import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.recording.RecordingFixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static final long MIB = 1 << 20;

    private static Inspection look(LedgerRow... rows) {
        Inspection fixture = RecordingFixture.inspection(RecordingFixture.START);
        long sum = Arrays.stream(rows).mapToLong(LedgerRow::rssBytes).sum();
        return new Inspection(
                fixture.blindspotVersion(),
                fixture.takenAt(),
                0,
                fixture.target(),
                fixture.cost(),
                List.of(),
                List.of(),
                new Ledger(fixture.takenAt(), sum, sum, List.of(rows)),
                null,
                null,
                null,
                null);
    }

    private static LedgerRow row(String category, long bytes) {
        return new LedgerRow(category, bytes, bytes, 0, null, 1);
    }

    private static Difference looks(Inspection a, Inspection b) {
        return Difference.of(Footprint.of("a", a, null), Footprint.of("b", b, null));
    }

    private static Difference.Row find(Difference difference, String key) {
        return difference.rows().stream()
                .filter(row -> row.key().key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static Report report(long seed, int leaks, String... functions) {
        SplittableRandom random = new SplittableRandom(seed);
        SyntheticHistory history = new SyntheticHistory(-1)
                .stack(1, "main.work", "main.main")
                .stack(2, functions)
                .stack(3, "main.buffer", "main.main");
        for (int second = 0; second < 20; second++) {
            for (int i = 0; i < 5 + random.nextInt(3); i++) {
                history.map(1, MIB);
            }
            if (random.nextInt(4) == 0) {
                history.map(3, 64 * MIB);
            }
            for (int i = 0; i < leaks; i++) {
                history.map(2, MIB / 4);
            }
            history.second();
        }
        return history.report();
    }

    private static Difference recordings(Report a, Report b) {
        return Difference.of(Footprint.of("a", a), Footprint.of("b", b));
    }

    @Test
    void theLargestGrowthIsFirstAndTheLargestLossLast() {
        Difference difference = looks(
                look(row("go.heap.objects", 40 * MIB), row("c.heap", 10 * MIB), row("lib.text", 9 * MIB)),
                look(row("go.heap.objects", 41 * MIB), row("c.heap", 17 * MIB), row("lib.text", 2 * MIB)));

        assertEquals(
                List.of(7 * MIB, MIB, -7 * MIB),
                difference.rows().stream().map(Difference.Row::deltaBytes).toList());
        assertTrue(find(difference, "c.heap").significant());
        assertTrue(find(difference, "lib.text").significant());
        assertFalse(find(difference, "go.heap.objects").significant());
    }

    @Test
    void theCollectorsMomentIsNoise() {
        assertFalse(find(
                        looks(look(row("go.heap.objects", 40 * MIB)), look(row("go.heap.objects", 50 * MIB))),
                        "go.heap.objects")
                .significant());
        assertTrue(find(
                        looks(look(row("go.heap.objects", 40 * MIB)), look(row("go.heap.objects", 90 * MIB))),
                        "go.heap.objects")
                .significant());
    }

    @Test
    void whatVariesBetweenTwoLooksIsNoise() {
        Footprint a = Footprint.of("a", look(row("c.heap", 20 * MIB)), look(row("c.heap", 10 * MIB)));
        Footprint b = Footprint.of("b", look(row("c.heap", 26 * MIB)), look(row("c.heap", 25 * MIB)));
        assertFalse(find(Difference.of(a, b), "c.heap").significant());
    }

    @Test
    void equalRunsNameNothing() {
        for (int seed = 0; seed < 50; seed++) {
            Difference difference = recordings(
                    report(2L * seed, 0, "main.grow", "main.main"), report(2L * seed + 1, 0, "main.grow", "main.main"));
            assertTrue(
                    difference.rows().stream().noneMatch(Difference.Row::significant),
                    difference.rows().toString());
        }
    }

    @Test
    void aLeakIsNamedByCallSiteFunctionAndModule() {
        Difference difference = recordings(
                report(1, 0, "main.leak", "main.serve", "main.main"),
                report(1, 40, "main.leak", "main.serve", "main.main"));
        List<RowKey> first =
                difference.rows().stream().limit(3).map(Difference.Row::key).toList();

        assertEquals(
                List.of(
                        new RowKey(RowKey.By.CALL_SITE, "main.leak ← main.serve ← main.main (mmap.anon)"),
                        new RowKey(RowKey.By.FUNCTION, "main.leak"),
                        new RowKey(RowKey.By.MODULE, "(the program)")),
                first);
        assertEquals(200 * MIB, difference.rows().getFirst().deltaBytes());
        assertTrue(difference.rows().getFirst().significant());
    }

    @Test
    void whatOnlyOneSideHasIsNotCompared() {
        Difference difference = Difference.of(
                Footprint.of("a", report(1, 0, "main.leak")), Footprint.of("b", look(row("c.heap", MIB)), null));
        assertTrue(difference.rows().isEmpty());
        assertEquals(
                List.of("one-sided", "one-sided"),
                difference.notes().stream().map(note -> note.code()).toList());
    }

    /** Of a program whose sites hold so many bytes each, cut as an inspection's document is. */
    private static Inspection heap(int known, long... bytes) {
        List<HeapProfile.Bucket> buckets = new ArrayList<>();
        for (int site = 0; site < bytes.length; site++) {
            buckets.add(new HeapProfile.Bucket(
                    SyntheticHistory.stack("main.site" + site), MIB, bytes[site], bytes[site] / MIB, 0, 0));
        }
        buckets.sort(Comparator.comparingLong(HeapProfile.Bucket::inuseBytes).reversed());
        HeapProfile profile = new HeapProfile(
                true, 1, Arrays.stream(bytes).sum(), 0, 0, 0, buckets.size(), buckets.subList(0, known));
        Inspection look = look(row("c.heap", MIB));
        return new Inspection(
                look.blindspotVersion(),
                look.takenAt(),
                0,
                look.target(),
                look.cost(),
                List.of(),
                List.of(),
                look.ledger(),
                null,
                null,
                null,
                new GoState(
                        "table", null, null, null, null, null, null, null, null, null, null, profile, null, List.of()));
    }

    private static List<String> heapRows(Difference difference) {
        return difference.rows().stream()
                .filter(row -> row.key().by() == RowKey.By.CALL_SITE)
                .map(row -> row.key().key().substring(0, "main.siteN".length()))
                .toList();
    }

    private static long cutNotes(Difference difference) {
        return difference.notes().stream()
                .filter(note -> note.code().equals("cut"))
                .count();
    }

    @Test
    void whatOneSideMayHaveBeyondItsCutIsNotCompared() {
        Difference difference =
                looks(heap(2, 400 * MIB, 300 * MIB, 299 * MIB), heap(2, 410 * MIB, 300 * MIB, 301 * MIB));

        assertEquals(List.of("main.site0"), heapRows(difference));
        assertEquals(1, cutNotes(difference));
    }

    @Test
    void whatAWholeSideHasNotIsNew() {
        Difference difference = looks(heap(2, 400 * MIB, 300 * MIB), heap(2, 410 * MIB, 300 * MIB, 301 * MIB));

        assertEquals(List.of("main.site2", "main.site0"), heapRows(difference));
        assertEquals(1, cutNotes(difference));
    }

    @Test
    void whatHoldsNothingIsCutWithoutLoss() {
        Difference difference = looks(heap(2, 400 * MIB, 0, 0), heap(3, 410 * MIB, 0, 300 * MIB));

        assertEquals(List.of("main.site2", "main.site0", "main.site1"), heapRows(difference));
        assertEquals(0, cutNotes(difference));
    }
}
