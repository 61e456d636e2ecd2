package dev.blindspot.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BitePacerTest {
    private final BitePacer pacer = new BitePacer(1L << 30, 8192);

    @Test
    void growsOverEmptyAddresses() {
        for (int i = 0; i < 9; i++) {
            assertEquals(2L << 20 << i, pacer.bytes());
            pacer.took(500, false);
        }
        pacer.took(500, false);
        assertEquals(1L << 30, pacer.bytes(), "and no further than the limit");
        assertEquals(512, pacer.pages());
    }

    @Test
    void growsOverPagesThatComeAtOnce() {
        for (int i = 0; i < 9; i++) {
            pacer.took(500, true);
        }
        assertEquals(8192, pacer.pages());
        assertEquals(2L << 20, pacer.bytes());
    }

    @Test
    void shrinksWhenACallTookLong() {
        pacer.took(500, false);
        pacer.took(500, true);
        pacer.took(5_000, true);
        pacer.took(7_000, false);
        assertEquals(1024, pacer.pages(), "neither quick nor slow: as it was");
        pacer.took(20_000, true);
        pacer.took(20_000, true);
        assertEquals(512, pacer.pages());
        assertEquals(2L << 20, pacer.bytes());
    }
}
