package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.blindspot.model.CgroupMemory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryAlarmTest {
    private static final long MIB = 1 << 20;

    private static CgroupMemory cgroup(long anon, long file, @Nullable Long max, @Nullable Double pressure) {
        return new CgroupMemory(
                2,
                "/app",
                anon + file,
                max,
                List.of(new CgroupMemory.Row("anon", anon), new CgroupMemory.Row("file", file)),
                0L,
                0L,
                pressure);
    }

    private static @Nullable String reason(@Nullable CgroupMemory now, @Nullable Double machine) {
        return MemoryAlarm.reason(now, () -> machine);
    }

    @Test
    void itRingsNearTheLimitAndForNoPageCache() {
        assertEquals("memory-limit", reason(cgroup(91 * MIB, 0, 100 * MIB, 0.0), 0.0));
        assertNull(reason(cgroup(40 * MIB, 59 * MIB, 100 * MIB, 0.0), 0.0));
        assertNull(reason(cgroup(91 * MIB, 0, null, 0.0), 0.0));
    }

    @Test
    void itRingsWhenTasksWaitForMemory() {
        assertEquals("memory-pressure", reason(cgroup(MIB, 0, 100 * MIB, 12.5), 0.0));
        assertNull(reason(cgroup(MIB, 0, 100 * MIB, 3.0), 0.0));
    }

    @Test
    void theMachinesPressureCountsWhereTheCgroupsIsNotTold() {
        assertEquals("memory-pressure", reason(cgroup(MIB, 0, null, null), 40.0));
        assertEquals("memory-pressure", reason(null, 40.0));
        assertNull(reason(cgroup(MIB, 0, null, 0.5), 40.0));
        assertNull(reason(null, null));
    }
}
