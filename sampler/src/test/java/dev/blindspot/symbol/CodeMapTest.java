package dev.blindspot.symbol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class CodeMapTest {
    private static final CodeMapping LOW = new CodeMapping(0x1000, 0x2000, 0, "/bin/low", null);
    private static final CodeMapping NEXT = new CodeMapping(0x2000, 0x3000, 0, "/bin/next", null);
    private static final CodeMapping VSYSCALL =
            new CodeMapping(0xffff_ffff_ff60_0000L, 0xffff_ffff_ff60_1000L, 0, "[vsyscall]", null);

    @Test
    void findsTheMappingThatHoldsAnAddress() {
        CodeMap map = new CodeMap(List.of(VSYSCALL, NEXT, LOW));
        assertEquals(List.of(LOW, NEXT, VSYSCALL), map.mappings());
        assertEquals(-1, map.indexOf(0xfff));
        assertEquals(0, map.indexOf(0x1000));
        assertEquals(0, map.indexOf(0x1fff));
        assertEquals(1, map.indexOf(0x2000));
        assertEquals(-1, map.indexOf(0x3000));
        assertEquals(2, map.indexOf(0xffff_ffff_ff60_0000L));
        assertEquals(-1, map.indexOf(-1));
    }

    @Test
    void keepsWhatIsGoneSinceAnEarlierOne() {
        CodeMapping elsewhere = new CodeMapping(0x1800, 0x2800, 0, "/bin/else", null);
        CodeMapping later = new CodeMapping(0x3000, 0x4000, 0, "/bin/later", null);
        CodeMap earlier = new CodeMap(List.of(LOW, VSYSCALL));
        assertSame(earlier, new CodeMap(List.of(VSYSCALL, LOW)).with(earlier));
        assertEquals(
                List.of(LOW, later, VSYSCALL),
                new CodeMap(List.of(elsewhere, later)).with(earlier).mappings());
    }

    @Test
    void anEmptyMapHoldsNothing() {
        assertEquals(-1, new CodeMap(List.of()).indexOf(0));
    }

    @Test
    void aMappingEndsAfterItStarts() {
        assertThrows(IllegalArgumentException.class, () -> new CodeMapping(2, 1, 0, "", null));
    }
}
