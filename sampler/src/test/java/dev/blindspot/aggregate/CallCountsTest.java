package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.model.CallKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallCountsTest {
    private static final int KEEPER = 1;
    private static final int PAIRER = 2;
    private static final int LIBRARY = 7;
    private static final long HANDLE = 0x1234;

    private final CallCounts counts = new CallCounts();

    private long open(int stack) {
        return counts.cut().stream()
                .filter(delta -> delta.kind() == CallKind.DLOPEN && delta.stackId() == stack)
                .mapToLong(CallDelta::open)
                .sum();
    }

    @Test
    void whatOpensAndClosesInPairsIsNotBlamedForWhatAnotherKeeps() {
        counts.opened(KEEPER, LIBRARY, HANDLE);
        for (int i = 0; i < 100; i++) {
            counts.opened(PAIRER, LIBRARY, HANDLE);
            counts.closed(PAIRER, LIBRARY, HANDLE, false, false);
        }
        List<CallDelta> deltas = counts.cut();
        assertEquals(
                List.of(1L, 0L),
                deltas.stream()
                        .filter(delta -> delta.kind() == CallKind.DLOPEN)
                        .map(CallDelta::open)
                        .toList());
        CallDelta closes = deltas.getLast();
        assertEquals(CallKind.DLCLOSE, closes.kind());
        assertEquals(100, closes.count());
        assertEquals(100, closes.unmappedNothing());
    }

    @Test
    void deltasAddUpOverCuts() {
        counts.opened(KEEPER, LIBRARY, HANDLE);
        counts.opened(KEEPER, LIBRARY, HANDLE);
        assertEquals(2, open(KEEPER));
        counts.closed(PAIRER, LIBRARY, HANDLE, false, true);
        assertEquals(-1, open(KEEPER));
        assertEquals(List.of(), counts.cut());
    }

    @Test
    void whatFailsOpensAndClosesNothing() {
        counts.opened(KEEPER, LIBRARY, 0);
        counts.opened(KEEPER, LIBRARY, HANDLE);
        counts.closed(KEEPER, LIBRARY, HANDLE, true, false);
        List<CallDelta> deltas = counts.cut();
        assertEquals(1, deltas.getFirst().failed());
        assertEquals(1, deltas.getFirst().open());
        assertEquals(1, deltas.getLast().failed());
        assertEquals(0, deltas.getLast().unmappedNothing());
    }

    @Test
    void aHandleOfBeforeTheWindowIsNobodys() {
        counts.closed(PAIRER, LIBRARY, HANDLE, false, true);
        counts.opened(KEEPER, LIBRARY, HANDLE);
        assertEquals(1, open(KEEPER));
    }
}
