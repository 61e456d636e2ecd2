package dev.blindspot.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.AllocatedBytes;
import dev.blindspot.ring.RingReader;
import dev.blindspot.ring.RingWriter;
import dev.blindspot.ring.SpscRing;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** Events through a ring, and a stack table that grows meanwhile, allocate nothing. */
class HotPathAllocationTest {
    private static final int DEPTH = 16;
    private static final int STACKS = 20_000;

    private final Arena arena = Arena.ofAuto();
    private final SpscRing ring = new SpscRing(arena, 1 << 16);
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
            send(fresh, i);
            send(known, i);
            ring.writer().publish();
            receive();
        }
    }

    private void send(int stack, int number) {
        RingWriter to = ring.writer();
        long at = to.claim(EventLayout.BYTES);
        writer.begin(to.segment(), at, EventKind.MMAP, number, 7)
                .address(0x7f00_0000_0000L + number)
                .length(4096)
                .stack(stack)
                .weight(1);
    }

    private void receive() {
        RingReader from = ring.reader();
        for (long at; (at = from.next()) >= 0; ) {
            reader.wrap(from.segment(), at);
            sum += reader.kind() == EventKind.MMAP ? reader.address() : 0;
            sum += table.pc(reader.stack(), table.depth(reader.stack()) - 1) + table.pc(reader.stack(), 0);
        }
        from.release();
    }

    private StackTable emptyTable() {
        return new StackTable(arena.allocate(StackTable.bytesFor(STACKS, DEPTH), Long.BYTES), STACKS);
    }
}
