package dev.blindspot.linux.proc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the memory controller's files said. Bytes.
 *
 * @param location which cgroup
 * @param currentBytes what is charged to it and to those below it
 * @param maxBytes its own limit; null if it has none
 * @param rows the rows of {@code memory.stat} that do not overlap, see {@link CgroupRows}
 * @param oomKills processes killed in it for want of memory; null if the kernel does not say
 * @param pressure share of time some task waited for memory, last 10 s, in percent; null if the kernel does not say
 */
public record CgroupSnapshot(
        CgroupLocation location,
        long currentBytes,
        @Nullable Long maxBytes,
        List<Row> rows,
        @Nullable Long oomKills,
        @Nullable Double pressure) {
    public CgroupSnapshot {
        rows = List.copyOf(rows);
    }

    /** One row of {@code memory.stat}. */
    public record Row(String name, long bytes) {}
}
