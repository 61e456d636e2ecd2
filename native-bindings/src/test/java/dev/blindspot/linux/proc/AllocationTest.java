package dev.blindspot.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.blindspot.linux.ReadCost;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What is read every second makes no garbage once it is compiled. */
class AllocationTest {
    private static final int SELF = (int) ProcessHandle.current().pid();
    private static final int ROUNDS = 300;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long bytesOf(Runnable work, int rounds) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < rounds; i++) {
            work.run();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** The compiler works beside us: tried until a run is free of garbage, at most so often. */
    private static void assertAllocatesNothing(Runnable work) {
        long bytes = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 100 && bytes != 0; attempt++) {
            bytes = bytesOf(work, ROUNDS);
        }
        assertEquals(0, bytes, "bytes in " + ROUNDS + " rounds");
    }

    @Test
    void thePulseAllocatesNothing() {
        try (ProcessPulse pulse = new ProcessPulse(SELF, new ReadCost())) {
            assertAllocatesNothing(() -> assertTrue(pulse.read() == 0));
            assertTrue(pulse.statm().rssBytes() > 1 << 20
                    && pulse.fds() > 2
                    && pulse.stat().threads() > 1);
        }
    }

    @Test
    void readingAndParsingMapsAllocatesNothing() {
        MapsCursor cursor = new MapsCursor();
        try (ProcFile maps = ProcFile.openMaps(SELF, new ReadCost())) {
            assertAllocatesNothing(() -> {
                long length = maps.read();
                cursor.reset(maps.bytes(), length);
                while (cursor.next()) {
                    assertTrue(cursor.lengthBytes() > 0);
                }
            });
        }
    }
}
