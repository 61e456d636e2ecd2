package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.event.EventKind;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.MappingKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each kind of event does to totals, rows and ranges. */
class AggregatorTest {
    private static final long PAGE = EventScript.PAGE;
    private final EventScript script = new EventScript();

    @Test
    void kindsFollowFlagsAndDescriptor() {
        script.mmap(0, 1, EventScript.ANON, -1);
        script.mmap(10, 2, EventScript.ANON, 7); // the kernel ignores it
        script.mmap(20, 4, EventScript.MAP_PRIVATE, 7);
        script.mmap(30, 8, EventScript.MAP_SHARED, 7);
        script.mmap(40, 16, EventScript.MAP_SHARED | EventScript.MAP_ANONYMOUS, -1);
        script.mmap(60, 32, 3 | EventScript.MAP_ANONYMOUS, -1);
        assertEquals(
                List.of(
                        new KindTotals(MappingKind.MMAP_ANON, 3 * PAGE, 2, 3 * PAGE, 2),
                        new KindTotals(MappingKind.MMAP_FILE, 12 * PAGE, 2, 12 * PAGE, 2),
                        new KindTotals(MappingKind.MMAP_SHARED, 48 * PAGE, 2, 48 * PAGE, 2)),
                script.merged().totals());
    }

    @Test
    void partialUnmapLeavesOneCallUntilItsLastPage() {
        script.mmap(0, 10);
        script.munmap(3, 4);
        assertRow(10, 1, 6, 1);
        script.munmap(0, 3);
        assertRow(10, 1, 3, 1);
        script.munmap(0, 10);
        assertRow(10, 1, 0, 0);
    }

    @Test
    void whatWasThereBeforeIsNobodys() {
        script.munmap(0, 100);
        script.mremap(200, 4, 300, 8, 0);
        script.munmap(300, 8);
        IntervalMerger merged = script.merged();
        assertEquals(List.of(), merged.totals());
        assertEquals(List.of(), merged.rows());
    }

    @Test
    void growthByMremapIsTheOriginalRows() {
        script.mmap(0, 2);
        script.stack = 2;
        script.mremap(0, 2, 100, 10, 0);
        script.munmap(100, 1);
        CallSiteRow row = onlyRow();
        assertEquals(1, row.stackId());
        assertEquals(10 * PAGE, row.mappedBytes());
        assertEquals(1, row.mappedCount());
        assertEquals(9 * PAGE, row.outstandingBytes());
    }

    @Test
    void dontunmapKeepsTheOldRangeAndCountsTheNewOneAsGrowth() {
        script.mmap(0, 4);
        script.mremap(0, 4, 100, 4, EventScript.MREMAP_DONTUNMAP);
        assertRow(8, 1, 8, 1);
        script.munmap(0, 4);
        assertRow(8, 1, 4, 1);
    }

    @Test
    void mremapOfLengthZeroIsASecondViewOfTheSameCall() {
        script.mmap(0, 4, EventScript.MAP_SHARED | EventScript.MAP_ANONYMOUS, -1);
        script.mremap(0, 0, 100, 3, 0);
        assertRow(7, 1, 7, 1);
    }

    @Test
    void aFailedMremapPutsBackWhatNobodyMappedOver() {
        script.mmap(0, 4);
        script.mremapEnter(0, 4, 0);
        script.tid = 2;
        script.stack = 2;
        script.mmap(1, 1);
        script.tid = 100;
        script.mremapFailed(0, 4);
        List<CallSiteRow> rows = script.merged().rows();
        assertEquals(3 * PAGE, rows.get(0).outstandingBytes());
        assertEquals(PAGE, rows.get(1).outstandingBytes());
    }

    @Test
    void anMremapWhoseEndWasLostIsUndoneByTheNextOfItsThread() {
        script.mmap(0, 2);
        script.mremapEnter(0, 2, 0);
        script.mremap(50, 1, 60, 1, 0);
        assertRow(2, 1, 2, 1);
        script.munmap(0, 2);
        assertRow(2, 1, 0, 0);
    }

    @Test
    void brkGrowsAndShrinksByWholePages() {
        script.aggregator.setBreak(0x1000_0100);
        script.brk(0x1000_0800); // within the page
        script.brk(0x1000_3001);
        script.stack = 2;
        script.brk(0x1000_5000);
        script.brk(0x1000_2000);
        script.brk(0x1000_2000); // a question, or a refusal
        KindTotals totals = script.merged().totals().getFirst();
        assertEquals(new KindTotals(MappingKind.BRK, 4 * PAGE, 2, PAGE, 1), totals);
    }

    @Test
    void theFirstBrkOnlyTellsWhereTheBreakIs() {
        script.brk(0x1000_0000);
        script.brk(0x1000_1000);
        assertEquals(
                List.of(new KindTotals(MappingKind.BRK, PAGE, 1, PAGE, 1)),
                script.merged().totals());
    }

    @Test
    void shmdtTakesTheWholeAttachmentAndNothingElse() {
        script.shmat(0, 8);
        script.mmap(8, 2);
        script.munmap(3, 1);
        script.shmdt(1); // no attachment begins here
        assertEquals(7 * PAGE, script.merged().totals().getLast().outstandingBytes());
        script.shmdt(0);
        assertEquals(
                List.of(new KindTotals(MappingKind.SHM, 0, 0, -7 * PAGE, -1)),
                script.cut().totals());
    }

    @Test
    void faultsAreMappedNeverOutstanding() {
        script.weight = 64;
        script.fault();
        script.fault();
        CallSiteRow row = onlyRow();
        assertEquals(MappingKind.FAULT, row.kind());
        assertEquals(128, row.mappedCount());
        assertEquals(128 * PAGE, row.mappedBytes());
        assertEquals(0, row.outstandingBytes());
        assertTrue(row.sampled());
        assertNull(row.ci95Bytes());
    }

    @Test
    void mappingsWithoutTheirStackCountInTotalsOnly() {
        script.weight = 0;
        script.mmap(0, 1);
        script.weight = 5;
        script.mmap(1, 1);
        script.weight = 1;
        script.stack = 0; // the stack table was full
        script.mmap(2, 1);
        IntervalMerger merged = script.merged();
        assertEquals(3, merged.totals().getFirst().outstandingCount());
        assertEquals(5 * PAGE, merged.rows().get(0).outstandingBytes());
        assertEquals(0, merged.rows().get(1).stackId());
        assertEquals(PAGE, merged.rows().get(1).outstandingBytes());
        assertFalse(merged.rows().get(1).sampled());
    }

    @Test
    void reclassifyMovesTheWholeCall() {
        script.mmap(0, 4, EventScript.MAP_SHARED, 5);
        script.munmap(1, 1);
        script.cut();
        script.aggregator.reclassify(EventScript.address(2), EventScript.address(3), MappingKind.MMAP_SHARED);
        Cut cut = script.cut();
        assertEquals(
                List.of(
                        new KindTotals(MappingKind.MMAP_FILE, -4 * PAGE, -1, -3 * PAGE, -1),
                        new KindTotals(MappingKind.MMAP_SHARED, 4 * PAGE, 1, 3 * PAGE, 1)),
                cut.totals());
        assertEquals(2, cut.goneRanges().size());
        assertEquals(
                List.of(MappingKind.MMAP_SHARED, MappingKind.MMAP_SHARED),
                cut.bornRanges().stream().map(LiveRange::kind).toList());
        assertEquals(2, cut.callSites().size());
    }

    @Test
    void execLeavesWhatWasOutstanding() {
        script.mmap(0, 4);
        script.plain(EventKind.EXEC);
        assertRow(4, 1, 4, 1);
    }

    @Test
    void exitLeavesWhatWasOutstanding() {
        script.mmap(0, 4);
        script.plain(EventKind.EXIT);
        assertRow(4, 1, 4, 1);
    }

    @Test
    void whatNoKernelSendsChangesNothing() {
        script.mmap(0, 0);
        script.mmap(-EventScript.BASE / PAGE - 1, 1);
        script.mmap(2, 1);
        script.munmap(2, 0);
        script.plain(EventKind.MADVISE);
        assertRow(1, 1, 1, 1);
        assertEquals(1, script.aggregator.accepted(EventKind.MADVISE));
        assertEquals(3, script.aggregator.accepted(EventKind.MMAP));
    }

    @Test
    void cutsTellOnlyWhatChanged() {
        script.mmap(0, 4);
        script.stack = 2;
        script.mmap(10, 1);
        Cut first = script.cut();
        assertEquals(2, first.bornRanges().size());
        assertEquals(2, first.callSites().size());
        script.munmap(1, 1);
        script.mmap(20, 1);
        script.munmap(20, 1); // born and gone between two cuts: never told
        Cut second = script.cut();
        assertEquals(2, second.callSites().size());
        assertEquals(
                List.of(new LiveRange(
                        EventScript.address(1), EventScript.address(2), MappingKind.MMAP_ANON, 1, 1, 1_000)),
                second.goneRanges());
        assertEquals(List.of(), second.bornRanges());
        Cut third = script.cut();
        assertEquals(List.of(), third.callSites());
        assertEquals(List.of(), third.totals());
        assertEquals(List.of(), third.histograms());
        assertEquals(second.endNanos(), third.startNanos());
    }

    private final IntervalMerger merger = new IntervalMerger();

    private CallSiteRow onlyRow() {
        merger.add(EventScript.interval(script.cut()));
        List<CallSiteRow> rows = merger.rows();
        assertEquals(1, rows.size());
        return rows.getFirst();
    }

    private void assertRow(long mappedPages, long mappedCount, long outstandingPages, long outstandingCount) {
        CallSiteRow row = onlyRow();
        assertEquals(mappedPages * PAGE, row.mappedBytes());
        assertEquals(mappedCount, row.mappedCount());
        assertEquals(outstandingPages * PAGE, row.outstandingBytes());
        assertEquals(outstandingCount, row.outstandingCount());
    }
}
