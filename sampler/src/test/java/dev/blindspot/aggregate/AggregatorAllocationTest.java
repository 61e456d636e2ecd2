package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.AllocatedBytes;
import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The hot path allocates nothing: not for new call sites, nor in the interval after histograms were recycled. */
class AggregatorAllocationTest {
    private static final long PAGE = EventScript.PAGE;
    private static final int LIVE = 10_000;
    private static final int PAIRS = 50_000;
    private static final List<EventKind> KINDS = List.of(EventKind.values());

    private final Aggregator aggregator = new Aggregator(PAGE, 0, EventScript.START_AT);
    private final long[] record = new long[EventLayout.WORDS];
    private long now;
    private int firstStack;

    @Test
    void acceptAllocatesNothing() {
        for (int i = 0; i < LIVE; i++) {
            send(EventKind.MMAP, page(LIVE + i), PAGE, 1 + i % 100, 1);
        }
        long allocated = AllocatedBytes.inSteadyState(
                10,
                () -> {
                    aggregator.cut(now);
                    firstStack += 1_000;
                },
                this::run);
        assertEquals(0, allocated);
    }

    /** Pairs in LIFO order, with new call sites, moves, partial unmaps, faults and weights among them. */
    private void run() {
        for (int i = 0; i < PAIRS; i++) {
            int stack = firstStack + i % 1_000;
            send(EventKind.MMAP, page(100), 16 * PAGE, stack, i % 7 == 0 ? 7 : 0);
            send(EventKind.FAULT, page(100), 0, stack, 64);
            move(EventKind.MREMAP_ENTER, page(100), 16 * PAGE, 0, 0);
            move(EventKind.MREMAP, page(100), 16 * PAGE, page(50), 20 * PAGE);
            send(EventKind.MUNMAP, page(50), 20 * PAGE, 0, 0);
            if (i % 20 == 0) { // a told range goes, another comes
                send(EventKind.MUNMAP, page(LIVE + i / 20 % LIVE), PAGE, 0, 0);
                send(EventKind.MMAP, page(LIVE + i / 20 % LIVE), PAGE, stack, 1);
            }
        }
    }

    private static long page(long number) {
        return EventScript.BASE + 64 * number * PAGE;
    }

    private void move(EventKind kind, long oldStart, long oldBytes, long start, long bytes) {
        EventLayout.setLong(record, 0, EventLayout.ADDRESS2, oldStart);
        EventLayout.setLong(record, 0, EventLayout.LENGTH2, oldBytes);
        send(kind, start, bytes, 0, 0);
    }

    private void send(EventKind kind, long address, long bytes, int stack, int weight) {
        now += 500;
        EventLayout.setLong(record, 0, EventLayout.TIME, now);
        EventLayout.setInt(record, 0, EventLayout.KIND, KINDS.indexOf(kind));
        EventLayout.setInt(record, 0, EventLayout.TID, 7);
        EventLayout.setLong(record, 0, EventLayout.ADDRESS, address);
        EventLayout.setLong(record, 0, EventLayout.LENGTH, bytes);
        EventLayout.setInt(record, 0, EventLayout.FLAGS, kind == EventKind.MMAP ? EventScript.ANON : 1);
        EventLayout.setInt(record, 0, EventLayout.FD, -1);
        EventLayout.setInt(record, 0, EventLayout.STACK, stack);
        EventLayout.setInt(record, 0, EventLayout.WEIGHT, weight);
        EventLayout.setLong(record, 0, EventLayout.LATENCY, 900);
        aggregator.accept(record, 0);
    }
}
