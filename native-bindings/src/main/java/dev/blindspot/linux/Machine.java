package dev.blindspot.linux;

import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.bindings.timespec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Facts of the machine this process runs on; they do not change while it runs. */
public final class Machine {
    /** Bytes of a page. */
    public static final int PAGE_BYTES = (int) Libc.sysconf(Linux._SC_PAGESIZE());

    /** Configured CPUs; their numbers are below this, and some may be offline. */
    public static final int CPUS = (int) Libc.sysconf(Linux._SC_NPROCESSORS_CONF());

    /** Whether this is arm64; else it is x86-64. Blindspot runs on no other. */
    public static final boolean ARM64 = System.getProperty("os.arch").equals("aarch64");

    private static final ThreadLocal<MemorySegment> TIMESPEC =
            ThreadLocal.withInitial(() -> timespec.allocate(Arena.ofAuto()));

    private Machine() {}

    /** {@code amd64} or {@code arm64}, Go's words. */
    public static String arch() {
        return ARM64 ? "arm64" : "amd64";
    }

    /** Nanoseconds of CLOCK_MONOTONIC, the clock the perf events are stamped with. */
    public static long monotonicNanos() {
        return nanos(Linux.CLOCK_MONOTONIC());
    }

    /** CPU time this process has used, all threads. */
    public static long ownCpuNanos() {
        return nanos(Linux.CLOCK_PROCESS_CPUTIME_ID());
    }

    /** CPU time the calling thread has used. */
    public static long threadCpuNanos() {
        return nanos(Linux.CLOCK_THREAD_CPUTIME_ID());
    }

    private static long nanos(int clock) {
        MemorySegment time = TIMESPEC.get();
        Libc.clockGettime(clock, time);
        return timespec.tv_sec(time) * 1_000_000_000L + timespec.tv_nsec(time);
    }

    /** Rounds a length up to whole pages, as the kernel maps. */
    public static long pageCeil(long bytes) {
        return (bytes + PAGE_BYTES - 1) & -PAGE_BYTES;
    }
}
