package dev.blindspot.linux.proc;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.bindings.timespec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The CPU time another process has used: all its threads, those that ended too.
 *
 * <p>Units: ns, and exact: it stands still while no thread of the process runs. Threads: one at a time. Allocation: none per
 * {@link #read}. Source: clock_getcpuclockid(3), the kernel's {@code include/linux/posix-timers_types.h}.
 */
public final class ProcessClock {
    /** CPUCLOCK_SCHED of a whole process: behind the inverted pid, in the three lowest bits. */
    private static final int SCHED = 2;

    private static final int KIND_BITS = 3;

    private final int clock;
    private final MemorySegment time = timespec.allocate(Arena.ofAuto());

    public ProcessClock(int pid) {
        clock = ~pid << KIND_BITS | SCHED;
    }

    /** CPU time so far; negative where there is no such process. */
    public long read() {
        int result = Libc.clockGettime(clock, time);
        return result < 0 ? result : timespec.tv_sec(time) * 1_000_000_000L + timespec.tv_nsec(time);
    }
}
