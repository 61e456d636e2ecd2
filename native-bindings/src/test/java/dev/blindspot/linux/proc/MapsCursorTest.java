package dev.blindspot.linux.proc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MapsCursorTest {
    private static final String MAPS = """
            00400000-02d3e000 r-xp 00000000 fe:00 338944                             /usr/bin/prometheus
            c000000000-c000400000 rw-p 00000000 00:00 0\s
            c000400000-c004000000 ---p 00000000 00:00 0\s
            7f0000000000-7f0000200000 rw-s 00001000 00:01 2049                       /dev/zero (deleted)
            7f5d6f326000-7f5d6f328000 r-xp 00000000 00:00 0                          [vdso]
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
            """;

    private final MapsCursor cursor = new MapsCursor();

    private void reset(String text) {
        MemorySegment bytes = ProcText.of(text);
        cursor.reset(bytes, bytes.byteSize());
    }

    @Test
    void readsEveryField() {
        reset(MAPS);
        assertTrue(cursor.next());
        assertEquals(0x400000, cursor.start());
        assertEquals(0x2d3e000, cursor.end());
        assertEquals(Linux.PROT_READ() | Linux.PROT_EXEC(), cursor.protection());
        assertTrue(cursor.isExecutable() && cursor.isReadable() && !cursor.isWritable() && !cursor.isShared());
        assertEquals(0xfe00000000L, cursor.device());
        assertEquals(338944, cursor.inode());
        assertEquals("/usr/bin/prometheus", cursor.path());
        assertTrue(cursor.next());
        assertEquals(0, cursor.pathLength());
        assertEquals("", cursor.path());
        assertTrue(cursor.next());
        assertEquals(Linux.PROT_NONE(), cursor.protection());
        assertTrue(cursor.next());
        assertTrue(cursor.isShared());
        assertEquals(0x1000, cursor.offset());
        assertTrue(cursor.pathEquals("/dev/zero (deleted)".getBytes(UTF_8)));
        assertTrue(cursor.pathStartsWith("/dev/zero".getBytes(UTF_8)));
        assertFalse(cursor.pathEquals("/dev/zero".getBytes(UTF_8)));
        assertTrue(cursor.pathEndsWith(" (deleted)".getBytes(UTF_8)));
        assertFalse(cursor.pathStartsWith("/dev/zero (deleted) and more".getBytes(UTF_8)));
        assertTrue(cursor.next());
        assertTrue(cursor.next());
        assertEquals(0xffffffffff600000L, cursor.start());
        assertEquals(4096, cursor.lengthBytes());
        assertEquals("[vsyscall]", cursor.path());
        assertFalse(cursor.next());
        assertEquals(0, cursor.malformed());
    }

    @Test
    void keepsBlanksInAPath() {
        reset("1000-2000 r--p 00000000 fe:00 9                          /tmp/a  b \\012c (deleted)\n");
        assertTrue(cursor.next());
        assertEquals("/tmp/a  b \\012c (deleted)", cursor.path());
    }

    @Test
    void readsPagesOf64KiB() {
        reset("ffff80000000-ffff80010000 rw-p 00000000 00:00 0 \n");
        assertTrue(cursor.next());
        assertEquals(64 << 10, cursor.lengthBytes());
    }

    @Test
    void passesOverDamagedLinesAndCountsThem() {
        reset("garbage\n2000-1000 r--p 0 0:0 0\n1000-2000 r-?z 0 0:0 0\n\n"
                + "11112222333344445-2000 r--p 0 0:0 0\n3000-4000 rw-p 0 0:0 0\n5000-6000 rw-p 0 0:0 0");
        assertTrue(cursor.next());
        assertEquals(0x3000, cursor.start());
        assertFalse(cursor.next());
        assertEquals(6, cursor.malformed());
    }

    @Test
    void survivesGarbage() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = MAPS.getBytes(UTF_8);
            for (int i = 0; i < 1 + round % 20; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            cursor.reset(MemorySegment.ofArray(bytes), bytes.length - random.nextInt(bytes.length));
            int lines = 0;
            while (cursor.next()) {
                lines++;
                assertTrue(Long.compareUnsigned(cursor.start(), cursor.end()) < 0);
                assertEquals(cursor.path().isEmpty(), cursor.pathLength() == 0);
            }
            assertTrue(lines <= 40);
        }
    }
}
