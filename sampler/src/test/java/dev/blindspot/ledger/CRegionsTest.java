package dev.blindspot.ledger;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CRegionsTest {
    private static final long AT = 0x7f00_0000_0000L;

    @ParameterizedTest
    @ValueSource(longs = {4 << 10, 16 << 10, 64 << 10})
    void aStackLiesBehindAGuardOfOnePage(long pageBytes) {
        CRegions regions = new CRegions(pageBytes);
        long stack = AT + pageBytes;
        regions.met(AT, stack, true, true);
        assertTrue(regions.isStack(stack, true, true));
        assertFalse(regions.isStack(stack, true, false), "nobody can write there");
        assertFalse(regions.isStack(stack, false, true), "a file");
        assertFalse(regions.isStack(stack + pageBytes, true, true), "it does not touch the guard");

        regions.met(AT, AT + 2 * pageBytes, true, true);
        assertFalse(regions.isStack(AT + 2 * pageBytes, true, true), "two pages");
        regions.met(AT, stack, true, false);
        assertFalse(regions.isStack(stack, true, true), "no guard");
    }
}
