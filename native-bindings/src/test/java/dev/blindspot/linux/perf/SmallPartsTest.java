package dev.blindspot.linux.perf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.Capabilities;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.bindings.Linux;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SmallPartsTest {
    @Test
    void cpuLists() {
        assertArrayEquals(new int[] {0}, CpuList.parse("0\n"));
        assertArrayEquals(new int[] {0, 1, 2, 3, 8, 10, 11}, CpuList.parse("0-3,8,10-11\n"));
        assertArrayEquals(new int[0], CpuList.parse("\n"));
        assertTrue(CpuList.online().length > 0);
    }

    @Test
    void longToIntIsAMap() {
        Random random = new Random(7);
        LongToInt table = new LongToInt();
        Map<Long, Integer> model = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            long key = random.nextLong(1, 4_000) << 32 | 5;
            int value = random.nextInt(3) == 0 ? LongToInt.NONE : random.nextInt(1, 1_000);
            table.put(key, value);
            model.put(key, value);
            long asked = random.nextLong(1, 4_000) << 32 | 5;
            assertEquals(model.getOrDefault(asked, LongToInt.NONE), table.get(asked));
        }
    }

    /** 301 is the least the kernel lets pid_max be: a number cut to its first digit would not pass. */
    @Test
    void aSysctlIsReadWhole() {
        assertTrue(PerfFeatures.sysctl("pid_max", 0) >= 301);
        assertEquals(-5, PerfFeatures.sysctl("no_such_number", -5));
    }

    @Test
    void ringsAreAPowerOfTwoOfPages() {
        assertEquals(1, KernelRing.pagesFor(0));
        assertEquals(1, KernelRing.pagesFor(Machine.PAGE_BYTES));
        assertEquals(4, KernelRing.pagesFor(7L * Machine.PAGE_BYTES));
    }

    @Test
    void capabilities() {
        Capabilities some = Capabilities.parse("Name:\tx\nCapEff:\t0000004000004000\nCapBnd:\t0\n");
        assertTrue(some.has(Capabilities.CAP_PERFMON));
        assertTrue(some.has(Capabilities.CAP_IPC_LOCK));
        assertTrue(some.mayObserve());
        assertFalse(some.has(Capabilities.CAP_SYS_ADMIN));
        assertFalse(Capabilities.parse("").mayObserve());
    }

    @Test
    void refusalsSayWhatWouldPermit() {
        var ring = new PerfResult.Failed<Object>(PerfResult.Step.MAP_RING, "a ring", Linux.EPERM());
        assertTrue(ring.memoryLimit());
        assertTrue(ring.remedy().contains("perf_event_mlock_kb"));
        var open = new PerfResult.Failed<Object>(PerfResult.Step.OPEN, "an event", Linux.EACCES());
        assertTrue(open.denied());
        assertFalse(open.memoryLimit());
        assertTrue(open.remedy().contains("CAP_PERFMON"));
        assertTrue(open.text().contains("an event"));
        var files = new PerfResult.Failed<Object>(PerfResult.Step.OPEN, "an event", Linux.EMFILE());
        assertTrue(files.remedy().contains("ulimit"));
        assertTrue(new PerfResult.Failed<Object>(PerfResult.Step.OPEN, "", Linux.ENODEV()).cpuOffline());
        assertEquals("", new PerfResult.Failed<Object>(PerfResult.Step.OPEN, "", Linux.EINVAL()).remedy());
    }
}
