package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Records that are no samples, over bytes a test writes; perf_event_open(2). */
class SidebandRecordTest {
    private final MemorySegment bytes = Arena.ofAuto().allocate(4096, 8);
    private final PerfRecord record = new PerfRecord();

    /** Where the record's own fields have been written; what is common goes around them, and the record is read. */
    private void header(int type, int misc, int size) {
        bytes.set(JAVA_INT, 0, type);
        bytes.set(JAVA_SHORT, 4, (short) misc);
        bytes.set(JAVA_SHORT, 6, (short) size);
        bytes.set(JAVA_INT, size - 24, 100);
        bytes.set(JAVA_INT, size - 20, 101);
        bytes.set(JAVA_LONG, size - 16, 12_345);
        bytes.set(JAVA_LONG, size - 8, 0x1d);
        record.on(bytes.toArray(JAVA_LONG), 0);
    }

    private void text(int offset, String text) {
        MemorySegment.copy(
                MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1)), 0, bytes, offset, text.length());
    }

    @Test
    void theTrailer() {
        header(Linux.PERF_RECORD_LOST(), 0, 48);
        assertFalse(record.isSample());
        assertTrue(record.isWhole());
        assertEquals(0x1d, record.id());
        assertEquals(100, record.pid());
        assertEquals(101, record.tid());
        assertEquals(12_345, record.time());
    }

    @Test
    void lost() {
        bytes.set(JAVA_LONG, 8, 77);
        bytes.set(JAVA_LONG, 16, 9_830);
        header(Linux.PERF_RECORD_LOST(), 0, 48);
        assertTrue(LostRecord.isLost(record));
        assertEquals(9_830, LostRecord.count(record));
    }

    @Test
    void comm() {
        bytes.set(JAVA_INT, 8, 100);
        bytes.set(JAVA_INT, 12, 102);
        text(16, "worker \u00e9\0");
        header(Linux.PERF_RECORD_COMM(), Linux.PERF_RECORD_MISC_COMM_EXEC(), 56);
        assertTrue(CommRecord.is(record));
        assertTrue(CommRecord.isExec(record));
        assertEquals(100, CommRecord.pid(record));
        assertEquals(102, CommRecord.tid(record));
        assertEquals("worker \u00e9", CommRecord.name(record));
    }

    @Test
    void aNameThatFillsItsFieldEndsAtTheTrailer() {
        text(16, "0123456789abcdef");
        header(Linux.PERF_RECORD_COMM(), 0, 56);
        assertEquals("0123456789abcdef", CommRecord.name(record));
        assertFalse(CommRecord.isExec(record));
    }

    @Test
    void forkAndExit() {
        bytes.set(JAVA_INT, 8, 1);
        bytes.set(JAVA_INT, 12, 2);
        bytes.set(JAVA_INT, 16, 3);
        bytes.set(JAVA_INT, 20, 4);
        header(Linux.PERF_RECORD_FORK(), 0, 56);
        assertTrue(TaskRecord.isFork(record));
        assertEquals(1, TaskRecord.pid(record));
        assertEquals(2, TaskRecord.parentPid(record));
        assertEquals(3, TaskRecord.tid(record));
        assertEquals(4, TaskRecord.parentTid(record));
        header(Linux.PERF_RECORD_EXIT(), 0, 56);
        assertTrue(TaskRecord.isExit(record));
        assertFalse(TaskRecord.isFork(record));
    }

    @Test
    void mapping() {
        bytes.set(JAVA_INT, 8, 100);
        bytes.set(JAVA_LONG, 16, 0x7f00_0000_1000L);
        bytes.set(JAVA_LONG, 24, 0x2000);
        bytes.set(JAVA_LONG, 32, 0x3000);
        bytes.set(JAVA_INT, 64, 5);
        bytes.set(JAVA_INT, 68, 2);
        text(72, "/lib/libx.so\0");
        header(Linux.PERF_RECORD_MMAP2(), 0, 120);
        assertTrue(MappingRecord.is(record));
        assertEquals(100, MappingRecord.pid(record));
        assertEquals(0x7f00_0000_1000L, MappingRecord.address(record));
        assertEquals(0x2000, MappingRecord.length(record));
        assertEquals(0x3000, MappingRecord.fileOffset(record));
        assertEquals(5, MappingRecord.prot(record));
        assertEquals(2, MappingRecord.flags(record));
        assertEquals("/lib/libx.so", MappingRecord.fileName(record));
    }
}
