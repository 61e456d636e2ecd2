package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.blindspot.event.EventKind;
import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which rows a loss touches, and what reading the maps afterwards mends. */
class LossTest {
    private static final long PAGE = EventScript.PAGE;
    private final EventScript script = new EventScript();

    @Test
    void countsAddUpAndOneUnknownMakesAllUnknown() {
        script.lost(LossSource.MMAP, 3);
        script.lost(LossSource.MMAP, 4);
        script.lost(LossSource.MUNMAP, 1);
        script.lost(LossSource.MUNMAP, -1);
        Cut cut = script.cut();
        assertEquals(2, cut.losses().size());
        Loss mmap = cut.losses().getFirst();
        assertEquals(LossSource.MMAP, mmap.source());
        assertEquals(7, mmap.count());
        assertEquals(EventScript.START_AT, mmap.from());
        assertEquals(EventScript.START_AT.plusNanos(script.now), mmap.to());
        assertNull(cut.losses().getLast().count());
        assertEquals(List.of(), script.cut().losses());
    }

    @Test
    void lostMappingsTouchEveryRowOfTheirKindsAndThoseToCome() {
        site(1, 0, 2);
        script.stack = 7;
        script.shmat(100, 1);
        script.cut();
        script.lost(LossSource.MMAP, 1);
        assertEquals(Set.of(1), incomplete());
        site(2, 10, 1); // may have mapped before, among what was lost
        site(1, 20, 1);
        assertEquals(Set.of(2), incomplete());
    }

    @Test
    void lostUnmapsTouchWhatWasOutstanding() {
        site(1, 0, 2);
        site(2, 10, 2);
        script.munmap(10, 2);
        site(3, 20, 2);
        script.cut();
        script.munmap(20, 2);
        script.lost(LossSource.MUNMAP, 1);
        assertEquals(Set.of(1, 3), incomplete());
        site(4, 30, 1);
        assertEquals(Set.of(), incomplete());
    }

    @Test
    void lostFaultsTouchFaultRowsOnly() {
        site(1, 0, 1);
        script.stack = 2;
        script.fault();
        script.lost(LossSource.FAULT, -1);
        assertEquals(Set.of(2), incomplete());
    }

    @Test
    void afterALostBrkTheNextIsBlamedOnNobody() {
        script.aggregator.setBreak(0x1000_0000);
        script.lost(LossSource.BRK, 1);
        script.brk(0x1100_0000);
        script.brk(0x1100_1000);
        assertEquals(PAGE, script.cut().totals().getFirst().mappedBytes());
    }

    @Test
    void reconcileDropsWhatIsNotMappedAnyMore() {
        site(1, 0, 10);
        site(2, 20, 4);
        site(3, 40, 4);
        script.cut();
        long takenFrom = script.now + 1;
        script.stack = 4;
        script.mmap(60, 1); // after the reading began
        Reconciled done = script.aggregator.reconcile(new Maps(0, 3, 5, 10, 15, 21, 40, 50), takenFrom);
        assertEquals(new Reconciled(2, 5 * PAGE), done);
        Cut cut = script.cut();
        assertEquals(Set.of(1, 2), incomplete(cut));
        assertEquals(2, cut.goneRanges().size());
        assertEquals(
                List.of(0L, 5L, 20L, 40L, 60L),
                script.aggregator.liveRanges().stream()
                        .map(range -> (range.start() - EventScript.BASE) / PAGE)
                        .toList());
    }

    @Test
    void reconcileLeavesAloneWhatMovedWhileItWasRead() {
        site(1, 0, 2);
        script.mremapEnter(0, 2, 0);
        long takenFrom = script.now - 1;
        assertEquals(new Reconciled(0, 0), script.aggregator.reconcile(new Maps(), takenFrom));
        script.mremapExit(0, 2, 50, 2, 0);
        assertEquals(new Reconciled(0, 0), script.aggregator.reconcile(new Maps(), takenFrom));
        assertEquals(new Reconciled(1, 2 * PAGE), script.aggregator.reconcile(new Maps(), script.now + 1));
        assertEquals(0, script.merged().totals().getFirst().outstandingBytes());
    }

    @Test
    void theMapsOfAnotherProgramTakeNothingAway() {
        site(1, 0, 2);
        script.plain(EventKind.EXEC);
        assertEquals(new Reconciled(0, 0), script.aggregator.reconcile(new Maps(), Long.MAX_VALUE));
    }

    private void site(int stack, long page, long pages) {
        script.stack = stack;
        script.mmap(page, pages);
    }

    private Set<Integer> incomplete() {
        return incomplete(script.cut());
    }

    private static Set<Integer> incomplete(Cut cut) {
        return cut.callSites().stream()
                .filter(CallSiteDelta::incomplete)
                .map(CallSiteDelta::stackId)
                .collect(Collectors.toSet());
    }

    /** Pairs of first page and page after the last. */
    @SuppressWarnings("ArrayRecordComponent") // read only
    private record Maps(long... pages) implements MapsView {
        @Override
        public int size() {
            return pages.length / 2;
        }

        @Override
        public long start(int index) {
            return EventScript.address(pages[2 * index]);
        }

        @Override
        public long end(int index) {
            return EventScript.address(pages[2 * index + 1]);
        }
    }
}
