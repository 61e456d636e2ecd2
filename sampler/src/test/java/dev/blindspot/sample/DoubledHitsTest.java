package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.perf.EventRole;
import org.junit.jupiter.api.Test;

class DoubledHitsTest {
    private static final int TID = 7;
    private static final long REGISTERS = 0x1234_5678_9abc_def0L;

    private final DoubledHits hits = new DoubledHits();
    private long nanos;

    private boolean isSecond(EventRole role, int cpu, int tid, long registers) {
        nanos += 1_000;
        return hits.isSecond(role, cpu, tid, nanos, registers);
    }

    @Test
    void theSameFromAnotherCpuIsOneHit() {
        assertFalse(isSecond(EventRole.SET_FINALIZER, 0, TID, REGISTERS));
        assertTrue(isSecond(EventRole.SET_FINALIZER, 1, TID, REGISTERS));
        assertTrue(isSecond(EventRole.SET_FINALIZER, 2, TID, REGISTERS), "moved twice");
    }

    @Test
    void aLoopThatHitsAgainAndAgainIsManyHits() {
        assertFalse(isSecond(EventRole.SET_FINALIZER, 1, TID, REGISTERS));
        assertFalse(isSecond(EventRole.SET_FINALIZER, 1, TID, REGISTERS));
    }

    @Test
    void theSameCallAfterAPauseIsAnother() {
        assertFalse(isSecond(EventRole.PLUGIN_OPEN, 0, TID, REGISTERS));
        nanos += 1_000_000_000;
        assertFalse(isSecond(EventRole.PLUGIN_OPEN, 1, TID, REGISTERS));
    }

    @Test
    void aCallAfterItsReturnIsAnother() {
        assertFalse(isSecond(EventRole.DLOPEN_ENTER, 0, TID, REGISTERS));
        assertFalse(isSecond(EventRole.DLOPEN_EXIT, 0, TID, REGISTERS), "another probe");
        assertFalse(isSecond(EventRole.DLOPEN_ENTER, 1, TID, REGISTERS));
    }

    @Test
    void otherRegistersAreAnotherHit() {
        assertFalse(isSecond(EventRole.FREE_ENTER, 0, TID, REGISTERS));
        assertFalse(isSecond(EventRole.FREE_ENTER, 1, TID, REGISTERS + 16));
    }

    @Test
    void threadsAreApart() {
        assertFalse(isSecond(EventRole.FREE_ENTER, 0, TID, REGISTERS));
        assertFalse(isSecond(EventRole.FREE_ENTER, 1, TID + 1, REGISTERS));
        assertTrue(isSecond(EventRole.FREE_ENTER, 1, TID, REGISTERS), "what another does is not between");
        hits.ended(TID);
        assertFalse(isSecond(EventRole.FREE_ENTER, 0, TID, REGISTERS), "a new thread of that number");
    }
}
