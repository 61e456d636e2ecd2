package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.MappingKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MallocSitesTest {
    private final MallocSites sites = new MallocSites();

    private List<CallSiteDelta> cut() {
        List<CallSiteDelta> deltas = new ArrayList<>();
        sites.cut(deltas);
        return deltas;
    }

    @Test
    void eachSampledChunkCountsAsManyTimesAsItStandsFor() {
        sites.allocated(0x1000, 100, 5, 20, 1);
        sites.allocated(0x2000, 50, 5, 20, 1);
        sites.freed(0x2000);
        CallSiteDelta delta = cut().getFirst();
        assertEquals(MappingKind.MALLOC, delta.kind());
        assertEquals(3_000, delta.mappedBytes());
        assertEquals(40, delta.mappedCount());
        assertEquals(2_000, delta.outstandingBytes());
        assertEquals(20, delta.outstandingCount());
        assertTrue(delta.sampled());
    }

    @Test
    void anAddressGivenOutAnewWasFreedBetweenTwoWindows() {
        sites.allocated(0x1000, 100, 5, 20, 1);
        cut();
        sites.allocated(0x1000, 100, 6, 30, 2);
        List<CallSiteDelta> deltas = cut();
        assertEquals(-2_000, deltas.getFirst().outstandingBytes());
        assertEquals(3_000, deltas.getLast().outstandingBytes());
    }

    @Test
    void callsOfOneWindowVaryAsOne() {
        sites.allocated(0x1000, 100, 5, 10, 1);
        sites.allocated(0x2000, 100, 5, 10, 1);
        sites.allocated(0x3000, 100, 5, 10, 2);
        double together = 10 * 9 * 200.0 * 200;
        double alone = 10 * 9 * 100.0 * 100;
        assertEquals(together + alone, cut().getFirst().outstandingVariance());
        sites.freed(0x2000);
        assertEquals(alone - together, cut().getFirst().outstandingVariance());
    }

    @Test
    void aLossMarksRowsThatAreAndRowsToCome() {
        sites.allocated(0x1000, 100, 5, 10, 1);
        sites.lost();
        sites.allocated(0x2000, 100, 6, 10, 1);
        assertTrue(cut().stream().allMatch(CallSiteDelta::incomplete));
    }
}
