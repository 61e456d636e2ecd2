package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.aggregate.PlacedFaults;
import dev.blindspot.model.Touched;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultLedgerTest {
    private final Map<Long, String> mapped = new HashMap<>(Map.of(0x1000L, "c.heap", 0x2000L, "mmap.anon"));
    private final FaultLedger ledger = new FaultLedger(mapped::get);

    @Test
    void faultsOfOneStackAndCategoryAreOne() {
        mapped.put(0x3000L, "c.heap");
        assertEquals(
                List.of(new Touched(1, "c.heap", 12_288, 3), new Touched(1, "mmap.anon", 4096, 1)),
                ledger.place(List.of(fault(0x1000, 1), fault(0x3000, 2), fault(0x2000, 1)), false));
    }

    @Test
    void whatIsMappedSinceWaitsForTheNextLedger() {
        assertEquals(List.of(), ledger.place(List.of(fault(0x9000, 1)), false));
        mapped.put(0x9000L, "c.heap");
        assertEquals(List.of(new Touched(1, "c.heap", 4096, 1)), ledger.place(List.of(), true));
        assertEquals(List.of(), ledger.place(List.of(), true));
    }

    @Test
    void whatIsGoneByThenIsUnattributed() {
        assertEquals(List.of(new Touched(1, "unattributed", 4096, 1)), ledger.place(List.of(fault(0x9000, 1)), true));
    }

    private static PlacedFaults fault(long address, long count) {
        return new PlacedFaults(1, address, count * 4096, count);
    }
}
