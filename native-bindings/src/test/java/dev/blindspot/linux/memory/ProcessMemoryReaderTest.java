package dev.blindspot.linux.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads this process: a known page, and one behind it that is gone. */
class ProcessMemoryReaderTest {
    private static final int SELF = (int) ProcessHandle.current().pid();
    private static final long PAGE = Machine.PAGE_BYTES;
    private static final int MAP_ANONYMOUS = 0x20;

    private final ReadCost cost = new ReadCost();
    private final ProcessMemoryReader reader = new ProcessMemoryReader(SELF, cost);
    private long page;

    @BeforeEach
    void mapOnePage() {
        int flags = Linux.MAP_PRIVATE() | MAP_ANONYMOUS;
        page = Libc.mmap(0, 2 * PAGE, Linux.PROT_READ() | Linux.PROT_WRITE(), flags, -1, 0);
        MemorySegment words = MemorySegment.ofAddress(page).reinterpret(PAGE);
        for (long i = 0; i < PAGE / 8; i++) {
            words.setAtIndex(ValueLayout.JAVA_LONG, i, i * 3);
        }
        // Inaccessible rather than unmapped: nothing else can come to lie there.
        Libc.mmap(page + PAGE, PAGE, Linux.PROT_NONE(), flags | Linux.MAP_FIXED(), -1, 0);
    }

    @AfterEach
    void unmap() {
        Libc.munmap(page, 2 * PAGE);
    }

    @Test
    void readsToAnOffset() {
        MemorySegment into = Arena.ofAuto().allocate(64, 8);
        assertEquals(16, reader.read(page + 80, into, 8, 16));
        assertEquals(0, into.getAtIndex(ValueLayout.JAVA_LONG, 0));
        assertEquals(30, into.getAtIndex(ValueLayout.JAVA_LONG, 1));
        assertEquals(33, into.getAtIndex(ValueLayout.JAVA_LONG, 2));
        assertEquals(1, cost.reads());
        assertEquals(16, cost.bytes());
    }

    @Test
    void failuresAreValues() {
        MemorySegment into = Arena.ofAuto().allocate(2 * PAGE, 8);
        assertEquals(PAGE, reader.read(page, into, 0, 2 * PAGE), "as far as it can be read");
        assertEquals(-Linux.EFAULT(), reader.read(page + PAGE, into, 0, 8));
        assertEquals(-Linux.EFAULT(), reader.read(0, into, 0, 8));
        assertEquals(-Linux.ESRCH(), new ProcessMemoryReader(1 << 22, cost).read(page, into, 0, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> reader.read(page, into, PAGE, 2 * PAGE));
    }

    @Test
    void aBatchGoesOnBehindWhatCannotBeRead() {
        int count = 3000;
        ReadBatch batch = new ReadBatch(count, count * 8L);
        for (int i = 0; i < count; i++) {
            boolean bad = i % 1000 == 500;
            assertEquals(i, batch.add(bad ? page + PAGE : page + i % (PAGE / 8) * 8, 8));
        }
        assertEquals(-1, batch.add(page, 8), "full");
        assertEquals(count - 3, reader.read(batch));
        for (int i = 0; i < count; i++) {
            boolean bad = i % 1000 == 500;
            assertEquals(bad ? -Linux.EFAULT() : 8, batch.result(i), "read " + i);
            if (!bad) {
                long value = batch.destination().get(ValueLayout.JAVA_LONG, batch.offset(i));
                assertEquals(i % (PAGE / 8) * 3, value, "read " + i);
            }
        }
        assertTrue(cost.reads() <= 6, "calls " + cost.reads());
    }

    @Test
    void aReadOverTheBorderKeepsItsPart() {
        ReadBatch batch = new ReadBatch(3, 1 << 20);
        batch.add(page, 24);
        batch.add(page + PAGE - 16, 32);
        batch.add(page + 8, 8);
        assertEquals(2, reader.read(batch));
        assertEquals(24, batch.result(0));
        assertTrue(batch.result(1) == 16 || batch.result(1) == -Linux.EFAULT(), "gave " + batch.result(1));
        assertEquals(8, batch.result(2));
        assertEquals(3, batch.destination().get(ValueLayout.JAVA_LONG, batch.offset(2)));
    }

    @Test
    void anEndedProcessEndsTheBatch() {
        ReadBatch batch = new ReadBatch(2, 16);
        batch.add(page, 8);
        batch.add(page, 8);
        assertEquals(-1, batch.add(page, 1), "no room");
        assertEquals(0, new ProcessMemoryReader(1 << 22, cost).read(batch));
        assertEquals(-Linux.ESRCH(), batch.result(0));
        assertEquals(-Linux.ESRCH(), batch.result(1));
        batch.clear();
        assertEquals(0, batch.count());
        assertEquals(0, reader.read(batch));
    }
}
