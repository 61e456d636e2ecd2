package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.perf.KernelRing.Peek;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ring is read in copies of many records; wherever those begin and end, each record comes whole and once. */
class RingCopyTest {
    private static final int DATA = 1 << 17;
    private static final int RECORDS = 20_000;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment control = arena.allocate(4096, 8);
    private final MemorySegment data = arena.allocate(DATA, 8);
    private final PerfRecord record = new PerfRecord();
    private long written;
    private long recordsWritten;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void recordsOfAnySizeComeWholeAndInOrder(long seed) {
        Random random = new Random(seed);
        written = DATA - 808;
        control.set(JAVA_LONG, Linux.PERF_PAGE_DATA_TAIL(), written);
        RingCursor cursor = new RingCursor(control, data);
        long read = 0;
        while (read < RECORDS) {
            for (int i = random.nextInt(60); i > 0; i--) {
                write(size(random));
            }
            // Of what is there a part is this round's, and a part of that is read.
            long head = cursor.head();
            for (int most = random.nextInt(80); most > 0 && cursor.peek(record, head) == Peek.RECORD; most--) {
                check(read++);
                cursor.advance();
            }
            cursor.release();
            assertEquals(written - control.get(JAVA_LONG, Linux.PERF_PAGE_DATA_TAIL()), cursor.filledBytes());
        }
        assertTrue(written > 20 * DATA, written + " bytes");
    }

    /** Most are small, some larger than what is copied at once, few as large as there are. */
    private static int size(Random random) {
        int words = random.nextInt(50) > 0 ? 1 + random.nextInt(60) : 1 + random.nextInt((1 << 13) - 1);
        return words * Long.BYTES;
    }

    private void write(int size) {
        if (written + size - control.get(JAVA_LONG, Linux.PERF_PAGE_DATA_TAIL()) > DATA) {
            return;
        }
        put(0, (long) size << 48 | (recordsWritten & 0xffff_ffffL));
        for (int at = Long.BYTES; at < size; at += Long.BYTES) {
            put(at, recordsWritten * 31 + at);
        }
        written += size;
        recordsWritten++;
        control.set(JAVA_LONG, Linux.PERF_PAGE_DATA_HEAD(), written);
    }

    private void put(int at, long word) {
        data.set(JAVA_LONG, written + at & DATA - 1, word);
    }

    private void check(long number) {
        assertEquals(number, record.type());
        for (int at = Long.BYTES; at < record.size(); at += Long.BYTES) {
            assertEquals(number * 31 + at, record.getLong(at));
        }
    }
}
