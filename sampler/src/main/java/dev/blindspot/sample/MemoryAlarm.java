package dev.blindspot.sample;

import dev.blindspot.ledger.CgroupMemoryReader;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.CgroupReader;
import dev.blindspot.model.CgroupMemory;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether memory runs short for a process: its cgroup nears the limit, or tasks wait for memory.
 *
 * <p>Against the limit counts what cannot be dropped: page cache fills every cgroup in time and means nothing. Pressure is
 * the cgroup's own where the kernel tells it (version 2), else the machine's.
 *
 * <p>Threads: one at a time.
 */
public final class MemoryAlarm implements AutoCloseable {
    /** So near the limit that the next burst may end the process. */
    private static final double LIMIT_SHARE = 0.9;

    /** Share of the last ten seconds, in percent, in which some task waited for memory. */
    private static final double PRESSURE_PERCENT = 10;

    private static final long LOOK_NANOS = 100_000_000;
    private static final Set<String> RECLAIMABLE = Set.of("cache", "file");

    private final CgroupMemoryReader cgroup;
    private final @Nullable Long killsBefore;
    private long lookedNanos;
    private @Nullable String rang;

    public MemoryAlarm(int pid) {
        cgroup = new CgroupMemoryReader(pid, new ReadCost());
        CgroupMemory first = cgroup.read(0);
        killsBefore = first == null ? null : first.oomKills();
    }

    /** Why it rang, {@code memory-limit} or {@code memory-pressure}; null while it has not. Looks ten times a second. */
    public @Nullable String rang() {
        long now = Machine.monotonicNanos();
        if (rang == null && now - lookedNanos >= LOOK_NANOS) {
            lookedNanos = now;
            rang = reason(cgroup.read(0), CgroupReader::machinePressure);
        }
        return rang;
    }

    /** Why it rings as things are; null if it does not. The machine's pressure is asked for only where it counts. */
    static @Nullable String reason(@Nullable CgroupMemory now, Supplier<@Nullable Double> machinePressure) {
        if (now != null && now.maxBytes() != null && unreclaimable(now) >= LIMIT_SHARE * now.maxBytes()) {
            return "memory-limit";
        }
        Double pressure = now == null || now.pressure() == null ? machinePressure.get() : now.pressure();
        return pressure != null && pressure >= PRESSURE_PERCENT ? "memory-pressure" : null;
    }

    private static long unreclaimable(CgroupMemory memory) {
        long reclaimable = memory.rows().stream()
                .filter(row -> RECLAIMABLE.contains(row.name()))
                .mapToLong(CgroupMemory.Row::bytes)
                .sum();
        return memory.currentBytes() - reclaimable;
    }

    /** Whether the kernel has killed a process of the cgroup for want of memory since this was made. */
    public boolean killed() {
        CgroupMemory now = cgroup.read(0);
        Long kills = now == null ? null : now.oomKills();
        return kills != null && killsBefore != null && kills > killsBefore;
    }

    @Override
    public void close() {
        cgroup.close();
    }
}
