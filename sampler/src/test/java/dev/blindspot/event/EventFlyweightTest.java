package dev.blindspot.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EventFlyweightTest {
    private final long[] memory = new long[32];
    private final EventWriter writer = new EventWriter();
    private final EventReader reader = new EventReader();

    @Test
    void everyFieldIsReadWhereItWasWritten() {
        writer.begin(memory, 2, EventKind.MREMAP, 1, 2)
                .sequence(3)
                .address(4)
                .length(5)
                .old(6, 7)
                .prot(8)
                .flags(9)
                .fd(10)
                .stack(11)
                .weight(12)
                .path(13)
                .latencyNanos(14);
        reader.wrap(memory, 2);
        assertEquals(EventKind.MREMAP, reader.kind());
        assertEquals(1, reader.timeNanos());
        assertEquals(2, reader.tid());
        assertEquals(3, reader.sequence());
        assertEquals(4, reader.address());
        assertEquals(5, reader.length());
        assertEquals(6, reader.oldAddress());
        assertEquals(7, reader.oldLength());
        assertEquals(8, reader.prot());
        assertEquals(9, reader.flags());
        assertEquals(10, reader.fd());
        assertEquals(11, reader.stack());
        assertEquals(12, reader.weight());
        assertEquals(13, reader.path());
        assertEquals(14, reader.latencyNanos());
    }

    @Test
    void beginLeavesNothingOfWhatWasThere() {
        Arrays.fill(memory, 0x5a);
        writer.begin(memory, 2, EventKind.BRK, 1, 2);
        reader.wrap(memory, 2);
        assertEquals(0, reader.sequence());
        assertEquals(0, reader.address());
        assertEquals(0, reader.length());
        assertEquals(0, reader.fileOffset());
        assertEquals(0, reader.oldLength());
        assertEquals(0, reader.advice());
        assertEquals(0, reader.flags());
        assertEquals(-1, reader.fd());
        assertEquals(0, reader.stack());
        assertEquals(0, reader.weight());
        assertEquals(0, reader.lossSource());
        assertEquals(-1, reader.latencyNanos());
        assertEquals(0x5a, memory[1]);
        assertEquals(0x5a, memory[2 + EventLayout.WORDS]);
    }

    @Test
    void halvesOfAWordLeaveEachOtherAlone() {
        writer.begin(memory, 0, EventKind.MMAP, 1, -2)
                .fd(-3)
                .stack(4)
                .prot(-5)
                .flags(-6)
                .weight(-7)
                .path(-8);
        writer.wrap(memory, 0).stack(-9).prot(10);
        reader.wrap(memory, 0);
        assertEquals(EventKind.MMAP, reader.kind());
        assertEquals(-2, reader.tid());
        assertEquals(-3, reader.fd());
        assertEquals(-9, reader.stack());
        assertEquals(10, reader.prot());
        assertEquals(-6, reader.flags());
        assertEquals(-7, reader.weight());
        assertEquals(-8, reader.path());
    }
}
