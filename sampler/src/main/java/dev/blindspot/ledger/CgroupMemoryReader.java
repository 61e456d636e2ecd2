package dev.blindspot.ledger;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.CgroupReader;
import dev.blindspot.linux.proc.CgroupSnapshot;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.model.CgroupMemory;
import org.jspecify.annotations.Nullable;

/**
 * The memory controller's view of a process's cgroup.
 *
 * <p>{@code outsideProcessBytes} is what the limit, and so the cgroup's OOM killer, counts beyond this process's resident
 * set: {@code memory.current} (version 1: {@code memory.usage_in_bytes}) less VmRSS, not below 0. That is page cache
 * nobody maps, kernel memory on the process's behalf (page tables, slab, sockets), tmpfs, and every other process of the
 * cgroup and of those below it. Two things make it an estimate: pages of VmRSS another cgroup touched first are charged to
 * that one (shared libraries above all), so the figure is too small by them; and version 1 charges TCP buffers apart, so they
 * are not in it. It is unknown for the root of version 1, which no limit bounds.
 *
 * <p>Threads: one at a time. Source: Documentation/admin-guide/cgroup-v2.rst (memory.current, Memory Ownership),
 * cgroup-v1/memory.rst (5.5 usage_in_bytes).
 */
public final class CgroupMemoryReader implements AutoCloseable {
    private final int pid;
    private final ReadCost cost;
    private final ProcFile membership;
    private String cgroup;
    private @Nullable CgroupReader reader;

    /** Finds the cgroup the process is in now. */
    public CgroupMemoryReader(int pid, ReadCost cost) {
        this.pid = pid;
        this.cost = cost;
        membership = ProcFile.open(pid, "cgroup", cost);
        cgroup = membership.text();
        reader = CgroupReader.of(pid, cgroup, cost);
    }

    /** What is charged to the cgroup, without garbage; negative where it cannot be read. */
    public long currentBytes() {
        return reader == null ? -1 : reader.currentBytes();
    }

    /**
     * Looks anew, in the cgroup the process is in now: it may have been moved.
     *
     * @param rssBytes VmRSS
     * @return null where no memory controller is in sight
     */
    public @Nullable CgroupMemory read(long rssBytes) {
        follow();
        return readHere(rssBytes);
    }

    private @Nullable CgroupMemory readHere(long rssBytes) {
        CgroupSnapshot snapshot = reader == null ? null : reader.read();
        return reader == null || snapshot == null ? null : memory(snapshot, rssBytes, reader.isRoot());
    }

    /**
     * The same as an earlier look where the process is in the same cgroup and as many bytes are charged to it as then: what else
     * it told is at most as old as that.
     *
     * @param before null to look anew in any case
     */
    public @Nullable CgroupMemory readAgain(@Nullable CgroupMemory before, long rssBytes) {
        boolean moved = follow();
        return before != null && !moved && currentBytes() == before.currentBytes() ? before : readHere(rssBytes);
    }

    /** Whether it is in another than before. */
    private boolean follow() {
        String now = membership.text();
        if (now.isEmpty() || now.equals(cgroup)) {
            return false;
        }
        cgroup = now;
        closeReader();
        reader = CgroupReader.of(pid, cgroup, cost);
        return true;
    }

    /** The contract's form of a snapshot. */
    static CgroupMemory memory(CgroupSnapshot snapshot, long rssBytes, boolean isRoot) {
        return new CgroupMemory(
                snapshot.location().version(),
                snapshot.location().path(),
                snapshot.currentBytes(),
                snapshot.maxBytes(),
                snapshot.rows().stream()
                        .map(row -> new CgroupMemory.Row(row.name(), row.bytes()))
                        .toList(),
                isRoot ? null : Math.max(snapshot.currentBytes() - rssBytes, 0),
                snapshot.oomKills(),
                snapshot.pressure());
    }

    @Override
    public void close() {
        membership.close();
        closeReader();
    }

    private void closeReader() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
