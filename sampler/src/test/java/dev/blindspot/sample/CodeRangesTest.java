package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeRangesTest {
    private final CodeRanges code = new CodeRanges();
    private final List<String> gone = new ArrayList<>();

    private boolean remove(long start, long end) {
        return code.remove(start, end, (from, to, path) -> gone.add(Long.toHexString(from) + " " + path));
    }

    @Test
    void noticesThatCodeGoes() {
        code.add(0x1000, 0x3000, 1);
        code.add(0x8000, 0x9000, 2);
        code.add(0x5000, 0x6000, 3);
        assertFalse(remove(0x3000, 0x5000));
        assertFalse(remove(0x9000, 0xa000));
        assertTrue(remove(0x2fff, 0x3001), "the tail of the first");
        assertEquals(List.of(), gone, "a part is not the whole");
        assertFalse(remove(0x2fff, 0x3001), "it is noticed once");
        assertTrue(remove(0x0, 0x10000), "all that is left at once");
        assertEquals(List.of("1000 1", "5000 3", "8000 2"), gone);
        assertFalse(remove(0x0, 0x10000));
    }

    @Test
    void whatIsCutOutLeavesBothEnds() {
        code.add(0x1000, 0x9000, 7);
        assertTrue(remove(0x3000, 0x4000));
        assertFalse(remove(0x3000, 0x4000));
        assertTrue(remove(0x1000, 0x3000));
        assertTrue(remove(0x4000, 0x9000));
        assertEquals(List.of("1000 7", "4000 7"), gone);
    }

    @Test
    void whatIsMappedOverIsOfTheNewFile() {
        code.add(0x1000, 0x9000, 7);
        code.add(0x1000, 0x2000, 8);
        assertTrue(remove(0x0, 0x10000));
        assertEquals(List.of("1000 8", "2000 7"), gone);
    }
}
