package dev.blindspot;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the calling thread allocates on the heap while it runs something. */
public final class AllocatedBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocatedBytes() {}

    /**
     * Bytes allocated by a run of {@code work} in its steady state: while the compiler still works beside us a run may
     * box what compiled code does not, so runs are made until one is free of garbage, at most so many.
     *
     * @param prepare done before each run, and not measured
     */
    public static long inSteadyState(int runs, Runnable prepare, Runnable work) {
        // The first two readings link the bean itself.
        THREADS.getCurrentThreadAllocatedBytes();
        long empty = THREADS.getCurrentThreadAllocatedBytes();
        long own = THREADS.getCurrentThreadAllocatedBytes() - empty;
        long least = Long.MAX_VALUE;
        for (int run = 0; run < runs && least != 0; run++) {
            prepare.run();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            work.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before - own);
        }
        return least;
    }
}
