package dev.blindspot.linux.perf;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.bindings.rlimit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * This process's limit of open descriptors.
 *
 * <p>Source: prlimit(2).
 */
final class DescriptorLimit {
    private DescriptorLimit() {}

    /** Raises it to so many if it is lower and rights allow; gives what it is then. */
    static long raiseTo(long needed) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = rlimit.allocate(arena);
            if (Libc.prlimit(0, Linux.RLIMIT_NOFILE(), MemorySegment.NULL, limit) < 0) {
                return 0;
            }
            long soft = rlimit.rlim_cur(limit);
            if (Long.compareUnsigned(soft, needed) >= 0) {
                return soft;
            }
            long hard = rlimit.rlim_max(limit);
            if (Long.compareUnsigned(hard, needed) < 0) {
                rlimit.rlim_max(limit, needed);
                rlimit.rlim_cur(limit, needed);
                if (Libc.prlimit(0, Linux.RLIMIT_NOFILE(), limit, MemorySegment.NULL) == 0) {
                    return needed;
                }
                rlimit.rlim_max(limit, hard);
            }
            long wanted = Long.compareUnsigned(hard, needed) < 0 ? hard : needed;
            rlimit.rlim_cur(limit, wanted);
            return Libc.prlimit(0, Linux.RLIMIT_NOFILE(), limit, MemorySegment.NULL) == 0 ? wanted : soft;
        }
    }
}
