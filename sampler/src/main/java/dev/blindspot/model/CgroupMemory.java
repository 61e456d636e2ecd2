package dev.blindspot.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory controller's view of the target's cgroup. Bytes.
 *
 * @param version 1 or 2
 * @param path the cgroup's path as {@code /proc/PID/cgroup} names it
 * @param currentBytes what is charged to it
 * @param maxBytes its limit; null if it has none
 * @param rows {@code memory.stat}'s byte rows that do not overlap (version 1 also {@code kmem}, {@code kmem_tcp})
 * @param outsideProcessBytes what the OOM killer counts beyond this process's RSS; null if unknown
 * @param oomKills processes killed in it for want of memory; null if the kernel does not say
 * @param pressure share of time some task waited for memory, last 10 s, in percent; null if the kernel does not say
 */
public record CgroupMemory(
        int version,
        String path,
        long currentBytes,
        @Nullable Long maxBytes,
        List<Row> rows,
        @Nullable Long outsideProcessBytes,
        @Nullable Long oomKills,
        @Nullable Double pressure) {
    public CgroupMemory {
        rows = List.copyOf(rows);
    }

    /** One row of {@code memory.stat}. */
    public record Row(String name, long bytes) {}
}
