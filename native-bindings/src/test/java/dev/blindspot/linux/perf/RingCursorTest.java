package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.perf.KernelRing.Peek;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** The protocol, over memory the test writes as the kernel would. */
class RingCursorTest {
    private static final int DATA = 4096;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment control = arena.allocate(4096, 8);
    private final MemorySegment data = arena.allocate(DATA, 8);
    private final PerfRecord record = new PerfRecord();
    private long head;

    private RingCursor cursorAt(long position) {
        head = position;
        control.set(JAVA_LONG, Linux.PERF_PAGE_DATA_HEAD(), position);
        control.set(JAVA_LONG, Linux.PERF_PAGE_DATA_TAIL(), position);
        return new RingCursor(control, data);
    }

    /** Writes a record of 8-byte words, each holding its own number, and publishes it. */
    private void write(int type, int size) {
        long at = head & (DATA - 1);
        data.set(JAVA_INT, at, type);
        data.set(JAVA_SHORT, at + 4, (short) 0);
        data.set(JAVA_SHORT, at + 6, (short) size);
        for (int word = 1; word < size / 8; word++) {
            data.set(JAVA_LONG, (head + word * 8L) & (DATA - 1), word);
        }
        head += size;
        control.set(JAVA_LONG, Linux.PERF_PAGE_DATA_HEAD(), head);
    }

    private long tail() {
        return control.get(JAVA_LONG, Linux.PERF_PAGE_DATA_TAIL());
    }

    @Test
    void recordsComeInOrderAndStayUntilAdvanced() {
        RingCursor cursor = cursorAt(0);
        write(9, 40);
        write(3, 64);
        long noted = cursor.head();
        write(4, 32);
        assertEquals(Peek.RECORD, cursor.peek(record, noted));
        assertEquals(Peek.RECORD, cursor.peek(record, noted));
        assertEquals(9, record.type());
        assertEquals(40, record.size());
        cursor.advance();
        assertEquals(Peek.RECORD, cursor.peek(record, noted));
        assertEquals(3, record.type());
        cursor.release();
        assertEquals(40, tail());
        cursor.advance();
        assertEquals(Peek.END, cursor.peek(record, noted));
        cursor.advance();
        cursor.release();
        assertEquals(104, tail());
        assertEquals(32, cursor.filledBytes());
        assertEquals(DATA, cursor.capacityBytes());
    }

    @Test
    void aRecordOverTheSeamIsWhole() {
        for (int before = 8; before <= 72; before += 8) {
            RingCursor cursor = cursorAt(3L * DATA - before);
            write(9, 72);
            write(3, 40);
            assertEquals(Peek.RECORD, cursor.peek(record, head));
            for (int word = 1; word < 9; word++) {
                assertEquals(word, record.getLong(word * 8));
            }
            cursor.advance();
            assertEquals(Peek.RECORD, cursor.peek(record, head));
            assertEquals(3, record.type());
            assertEquals(40, record.size());
        }
    }

    @Test
    void positionsWrapAroundTheSignToo() {
        RingCursor cursor = cursorAt(Long.MAX_VALUE - 7);
        write(9, 40);
        assertEquals(Peek.RECORD, cursor.peek(record, head));
        cursor.advance();
        assertEquals(Peek.END, cursor.peek(record, head));
        cursor.release();
        assertEquals(Long.MIN_VALUE + 32, tail());
    }

    @Test
    void nonsenseEndsTheWalkAndTheNextRoundGoesOn() {
        for (int size : new int[] {0, 7, 12, 4088}) {
            RingCursor cursor = cursorAt(0);
            write(9, 40);
            write(9, 40);
            data.set(JAVA_SHORT, 40 + 6, (short) size);
            assertEquals(Peek.RECORD, cursor.peek(record, head));
            cursor.advance();
            assertEquals(Peek.TORN, cursor.peek(record, head));
            assertEquals(Peek.END, cursor.peek(record, head));
            cursor.release();
            assertEquals(80, tail());
            write(3, 32);
            assertEquals(Peek.RECORD, cursor.peek(record, head));
            assertEquals(3, record.type());
        }
    }

    @Test
    void aHeadFartherThanTheRingIsNonsense() {
        RingCursor cursor = cursorAt(0);
        write(9, 40);
        assertEquals(Peek.TORN, cursor.peek(record, DATA + 8));
    }
}
