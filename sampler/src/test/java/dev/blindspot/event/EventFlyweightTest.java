package dev.blindspot.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class EventFlyweightTest {
    private final MemorySegment memory = Arena.ofAuto().allocate(256, 8);
    private final EventWriter writer = new EventWriter();
    private final EventReader reader = new EventReader();

    @Test
    void everyFieldIsReadWhereItWasWritten() {
        writer.begin(memory, 16, EventKind.MREMAP, 1, 2)
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
        reader.wrap(memory, 16);
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
        memory.fill((byte) 0x5a);
        writer.begin(memory, 16, EventKind.BRK, 1, 2);
        reader.wrap(memory, 16);
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
        assertEquals(0x5a, memory.get(ValueLayout.JAVA_BYTE, 15));
        assertEquals(0x5a, memory.get(ValueLayout.JAVA_BYTE, 16 + EventLayout.BYTES));
    }

    @Test
    void aCopyIsTheWholeEvent() {
        writer.begin(memory, 0, EventKind.MMAP, 1, 2).fileOffset(3).latencyNanos(4);
        EventWriter.copy(memory, 0, memory, 128);
        assertEquals(-1, memory.asSlice(0, EventLayout.BYTES).mismatch(memory.asSlice(128, EventLayout.BYTES)));
        writer.wrap(memory, 128).sequence(9);
        assertEquals(9, reader.wrap(memory, 128).sequence());
        assertEquals(4, reader.latencyNanos());
    }
}
