package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.blindspot.model.Cost;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Interval;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.Stack;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IntervalMergerTest {
    private static final Instant AT = EventScript.START_AT;
    private final IntervalMerger merger = new IntervalMerger();

    @Test
    void equalStacksAreOneRowUnlessTheRuntimeMadeOne() {
        EventScript script = new EventScript();
        for (int stack = 1; stack <= 3; stack++) {
            script.stack = stack;
            script.mmap(10L * stack, stack);
        }
        Stack stack = new Stack(List.of());
        merger.add(EventScript.interval(
                script.cut(),
                new RecordedStack(1, stack, false),
                new RecordedStack(2, stack, false),
                new RecordedStack(3, stack, true)));
        List<CallSiteRow> rows = merger.rows();
        assertEquals(2, rows.size());
        assertEquals(1, rows.get(0).stackId());
        assertEquals(3 * EventScript.PAGE, rows.get(0).outstandingBytes());
        assertEquals(2, rows.get(0).mappedCount());
        assertEquals(true, rows.get(1).byRuntime());
        assertEquals(
                List.of(1, 1, 3),
                merger.liveRanges().stream().map(LiveRange::stackId).toList());
    }

    @Test
    void rowsWithoutAKnownStackHaveNone() {
        EventScript script = new EventScript();
        script.stack = 0;
        script.mmap(0, 1);
        merger.add(EventScript.interval(script.cut()));
        assertNull(merger.rows().getFirst().stack());
        assertNull(merger.stack(0));
    }

    @Test
    void goneRangesTakeParts() {
        merger.add(interval(0, List.of(range(0, 10), range(20, 30)), List.of(), List.of(), null));
        merger.add(interval(1, List.of(range(4, 5)), List.of(range(3, 6), range(8, 25)), List.of(), null));
        assertEquals(List.of(range(0, 3), range(4, 5), range(6, 8), range(25, 30)), merger.liveRanges());
    }

    @Test
    void lossesWithoutAGapAreOne() {
        merger.add(interval(0, List.of(), List.of(), List.of(loss(LossSource.MMAP, 3L, 0)), null));
        merger.add(interval(
                1, List.of(), List.of(), List.of(loss(LossSource.MUNMAP, 1L, 1), loss(LossSource.MMAP, 4L, 1)), null));
        merger.add(interval(2, List.of(), List.of(), List.of(loss(LossSource.MUNMAP, null, 2)), null));
        merger.add(interval(9, List.of(), List.of(), List.of(loss(LossSource.MMAP, 1L, 9)), null));
        assertEquals(
                List.of(
                        new Loss(LossSource.MMAP, 7L, AT, AT.plusSeconds(2)),
                        new Loss(LossSource.MUNMAP, null, AT.plusSeconds(1), AT.plusSeconds(3)),
                        loss(LossSource.MMAP, 1L, 9)),
                merger.losses());
    }

    @Test
    void gaugesLedgersNotesAndCost() {
        Ledger ledger = new Ledger(AT, 1, 1, List.of());
        merger.add(interval(0, List.of(), List.of(), List.of(), ledger));
        merger.add(interval(1, List.of(), List.of(), List.of(), null));
        assertEquals(0, merger.startNanos());
        assertEquals(2, merger.endNanos());
        assertEquals(List.of(ledger), merger.ledgers());
        assertEquals(List.of(new Note("n", "Same.")), merger.notes());
        assertEquals(new Cost(2, 4, 6, 4, 10, 12), merger.cost());
        GaugeSeries.Point first = new GaugeSeries.Point(AT.plusSeconds(1), 5.0);
        GaugeSeries.Point second = new GaugeSeries.Point(AT.plusSeconds(2), null);
        assertEquals(List.of(new GaugeSeries("rss_bytes", "bytes", List.of(first, second))), merger.gauges());
    }

    private static LiveRange range(long start, long end) {
        return new LiveRange(start, end, MappingKind.MMAP_ANON, 1, 1, 5);
    }

    private static Loss loss(LossSource source, @Nullable Long count, int second) {
        return new Loss(source, count, AT.plusSeconds(second), AT.plusSeconds(second + 1));
    }

    private static Interval interval(
            int second, List<LiveRange> born, List<LiveRange> gone, List<Loss> losses, @Nullable Ledger ledger) {
        return new Interval(
                second,
                second + 1,
                AT.plusSeconds(second),
                AT.plusSeconds(second + 1),
                List.of(),
                List.of(),
                List.of(),
                born,
                gone,
                losses,
                List.of(new Gauge("rss_bytes", "bytes", second == 0 ? 5.0 : null)),
                ledger,
                List.of(),
                List.of(),
                List.of(new Note("n", "Same.")),
                new Cost(1, 2, 3, 4, 5, 6),
                null,
                List.of(),
                List.of());
    }
}
