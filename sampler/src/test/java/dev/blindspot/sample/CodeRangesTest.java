package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CodeRangesTest {
    @Test
    void noticesThatCodeGoes() {
        CodeRanges code = new CodeRanges();
        code.add(0x1000, 0x3000);
        code.add(0x8000, 0x9000);
        code.add(0x5000, 0x6000);
        assertFalse(code.remove(0x3000, 0x5000));
        assertFalse(code.remove(0x9000, 0xa000));
        assertTrue(code.remove(0x2fff, 0x3001), "the tail of the first");
        assertFalse(code.remove(0x1000, 0x2000), "it is noticed once");
        assertTrue(code.remove(0x0, 0x10000), "both others at once");
        assertFalse(code.remove(0x0, 0x10000));
    }
}
