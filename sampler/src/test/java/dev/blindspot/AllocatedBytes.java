package dev.blindspot;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the calling thread allocates on the heap while it runs something. */
public final class AllocatedBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocatedBytes() {}

    /** Bytes allocated by one run of {@code work}; run it before, so that what is linked once is linked. */
    public static long during(Runnable work) {
        // The first two readings link the bean itself.
        THREADS.getCurrentThreadAllocatedBytes();
        long empty = THREADS.getCurrentThreadAllocatedBytes();
        long own = THREADS.getCurrentThreadAllocatedBytes() - empty;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before - own;
    }
}
