package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.AnonymousMemory;
import dev.blindspot.linux.Machine;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class TargetFaultsTest {
    @Test
    void countsAFirstTouch() {
        try (TargetFaults faults =
                        new TargetFaults((int) ProcessHandle.current().pid());
                Arena arena = Arena.ofConfined()) {
            MemorySegment fresh = AnonymousMemory.map(arena, Machine.PAGE_BYTES);
            long before = faults.count();
            fresh.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            assertTrue(faults.count() > before, "the touch was not counted");
        }
    }

    @Test
    void ofNoProcessNothingIsKnown() {
        try (TargetFaults faults = new TargetFaults(Integer.MAX_VALUE)) {
            assertEquals(TargetFaults.UNKNOWN, faults.count());
        }
    }
}
