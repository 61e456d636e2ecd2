package dev.blindspot.plan;

import dev.blindspot.model.CgroupMemory;
import java.util.Set;

/**
 * What a cgroup is charged besides a process's resident memory and cannot take back: what the kernel holds for it.
 *
 * <p>Threads: one. Units: bytes.
 */
final class CgroupShare {
    /** Rows of memory.stat that are neither the processes' own pages nor page cache, which the kernel takes back. */
    private static final Set<String> KERNEL =
            Set.of("kmem", "kernel_stack", "pagetables", "sec_pagetables", "percpu", "sock", "vmalloc", "slab");

    private static final Set<String> ANONYMOUS = Set.of("rss", "anon");

    /** More than so much of the process's own resident memory is other processes'. */
    private static final double SHARED_FROM = 1.05;

    private static final double SHARED_FROM_BYTES = 16 << 20;

    private double mostKernelBytes;
    private boolean shared;

    /** A look at the cgroup, and what was resident of the process then. */
    void add(CgroupMemory cgroup, double rssBytes) {
        shared |= sum(cgroup, ANONYMOUS) > SHARED_FROM * rssBytes + SHARED_FROM_BYTES;
        mostKernelBytes = Math.max(mostKernelBytes, sum(cgroup, KERNEL));
    }

    /** Whether other processes are in it: then nobody knows whose the kernel's memory is. */
    boolean isShared() {
        return shared;
    }

    /** The most that the kernel held; 0 where it is shared. */
    double kernelBytes() {
        return shared ? 0 : mostKernelBytes;
    }

    private static long sum(CgroupMemory cgroup, Set<String> names) {
        return cgroup.rows().stream()
                .filter(row -> names.contains(row.name()))
                .mapToLong(CgroupMemory.Row::bytes)
                .sum();
    }
}
