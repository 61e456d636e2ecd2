package dev.blindspot.linux.perf;

import dev.blindspot.linux.Capabilities;
import dev.blindspot.linux.Libc;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.bindings.rlimit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How much memory the kernel lets this process's rings hold.
 *
 * <p>Source: perf_event_open(2) on {@code perf_event_mlock_kb}; perf_mmap() in kernel/events/core.c.
 */
public final class LockedMemory {
    private static final int USUAL_KIB_PER_CPU = 516;

    private LockedMemory() {}

    /** All rings of this user together; {@link Long#MAX_VALUE} where nothing bounds them. */
    public static long limitBytes() {
        long own = ownLimit();
        if (Capabilities.ofThisProcess().has(Capabilities.CAP_IPC_LOCK)
                || PerfFeatures.sysctl("perf_event_paranoid", 2) <= -1
                || own == Linux.RLIM_INFINITY()) {
            return Long.MAX_VALUE;
        }
        long perCpu = PerfFeatures.sysctl("perf_event_mlock_kb", USUAL_KIB_PER_CPU) * 1024L;
        return perCpu * CpuList.online().length + own;
    }

    /** The largest ring per CPU for mapping events that fits, with the one a quarter as large beside it. */
    public static long ringBytes() {
        long perCpu = limitBytes() / CpuList.online().length - 2L * Machine.PAGE_BYTES;
        return Long.highestOneBit(Math.max(perCpu / 5 * 4, Machine.PAGE_BYTES));
    }

    private static long ownLimit() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = rlimit.allocate(arena);
            return Libc.prlimit(0, Linux.RLIMIT_MEMLOCK(), MemorySegment.NULL, limit) < 0 ? 0 : rlimit.rlim_cur(limit);
        }
    }
}
