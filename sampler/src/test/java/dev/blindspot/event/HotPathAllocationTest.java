package dev.blindspot.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.AllocatedBytes;
import dev.blindspot.ring.SpscRing;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** Events through a channel, and a stack table that grows meanwhile, allocate nothing. */
class HotPathAllocationTest implements EventChannel.Consumer {
    private static final int DEPTH = 16;
    private static final int STACKS = 20_000;

    private final Arena arena = Arena.ofAuto();
    private final EventChannel channel = new EventChannel(new SpscRing(arena, 1 << 16));
    private final long[] events = new long[2 * EventLayout.WORDS];
    private final EventWriter writer = new EventWriter();
    private final EventReader reader = new EventReader();
    private final long[] pcs = new long[DEPTH];
    private StackTable table = emptyTable();
    private long sum;

    @Test
    void eventsAndNewStacksAllocateNothing() {
        long bytes = AllocatedBytes.inSteadyState(30, () -> table = emptyTable(), this::run);
        assertEquals(STACKS, table.size(), "the table must have grown while it was measured");
        assertTrue(sum != 0);
        assertEquals(0, bytes);
    }

    private void run() {
        for (int i = 1; i <= STACKS; i++) {
            pcs[0] = i;
            int fresh = table.intern(pcs, 0, DEPTH, 1);
            int known = table.intern(pcs, 0, DEPTH, 1);
            begin(0, fresh, i);
            begin(EventLayout.WORDS, known, i);
            channel.append(events, 0, 2);
            channel.publish(i);
            assertEquals(2, channel.take(this));
        }
    }

    private void begin(int at, int stack, int number) {
        writer.begin(events, at, EventKind.MMAP, number, 7)
                .address(0x7f00_0000_0000L + number)
                .length(4096)
                .stack(stack)
                .weight(1);
    }

    @Override
    public void accept(long[] words, int base) {
        reader.wrap(words, base);
        sum += reader.kind() == EventKind.MMAP ? reader.address() : 0;
        sum += table.pc(reader.stack(), table.depth(reader.stack()) - 1) + table.pc(reader.stack(), 0);
    }

    @Override
    public void completeUpTo(long nanos) {}

    private StackTable emptyTable() {
        return new StackTable(arena.allocate(StackTable.bytesFor(STACKS, DEPTH), Long.BYTES), STACKS);
    }
}
