package dev.blindspot.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PathTableTest {
    private final PathTable table = new PathTable(3);

    @Test
    void theSameNameHasTheSameId() {
        assertEquals(1, intern("/usr/lib/libc.so.6"));
        assertEquals(2, intern("/usr/lib/libc.so"));
        assertEquals(1, intern("/usr/lib/libc.so.6"));
        assertEquals("/usr/lib/libc.so.6", table.name(1));
        assertEquals("/usr/lib/libc.so", table.name(2));
    }

    @Test
    void namesBeyondTheMostAreCountedAndKnownOnesStillFound() {
        intern("a");
        intern("b");
        intern("c");
        assertEquals(0, intern("d"));
        assertEquals(2, intern("b"));
        assertEquals(1, table.overflows());
    }

    @Test
    void anEmptyNameIsNone() {
        assertEquals(0, intern(""));
        assertEquals(0, table.overflows());
    }

    @Test
    void bytesThatAreNoTextAreANameToo() {
        byte[] bytes = {'/', (byte) 0xff, (byte) 0xfe};
        assertEquals(1, table.intern(MemorySegment.ofArray(bytes), 0, 3));
        assertEquals("/\ufffd\ufffd", table.name(1));
    }

    @Test
    void whatIsNotThereIsAnError() {
        intern("a");
        for (int id : new int[] {-1, 0, 2, 4}) {
            assertThrows(IndexOutOfBoundsException.class, () -> table.name(id));
        }
    }

    private int intern(String name) {
        byte[] bytes = ("xx" + name).getBytes(StandardCharsets.UTF_8);
        return table.intern(MemorySegment.ofArray(bytes), 2, bytes.length - 2);
    }
}
