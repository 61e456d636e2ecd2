package dev.blindspot.ledger;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CRegionsTest {
    private static final long AT = 0x7f00_0000_0000L;

    @ParameterizedTest
    @CsvSource({"4, false, 4", "16, false, 16", "4, true, 64", "16, true, 64", "64, true, 64"})
    void aStackLiesBehindAGuard(long pageKib, boolean arm64, long guardKib) {
        CRegions regions = new CRegions(pageKib << 10, arm64);
        long guardBytes = guardKib << 10;
        long stack = AT + guardBytes;
        regions.met(AT, stack, true, true);
        assertTrue(regions.isStack(stack, true, true));
        assertFalse(regions.isStack(stack, true, false), "nobody can write there");
        assertFalse(regions.isStack(stack, false, true), "a file");
        assertFalse(regions.isStack(stack + guardBytes, true, true), "it does not touch the guard");

        regions.met(AT, AT + 2 * guardBytes, true, true);
        assertFalse(regions.isStack(AT + 2 * guardBytes, true, true), "twice as large");
        regions.met(AT, stack, true, false);
        assertFalse(regions.isStack(stack, true, true), "no guard");
    }
}
