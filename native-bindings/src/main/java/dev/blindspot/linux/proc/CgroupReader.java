package dev.blindspot.linux.proc;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.bindings.Linux;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the memory controller of the cgroup a process is in.
 *
 * <p>Threads: one at a time. Allocation: none by {@link #currentBytes}. Errors: a file that is missing or unreadable is a
 * value that is unknown.
 */
public final class CgroupReader implements AutoCloseable {
    /** What a version 1 limit file says where there is none: the most pages that fit, in bytes. */
    private static final long NO_LIMIT = Long.MAX_VALUE / Machine.PAGE_BYTES * Machine.PAGE_BYTES;

    private final CgroupLocation location;
    private final ReadCost cost;
    private final AsciiScanner scanner = new AsciiScanner();
    private final KeyValueCursor lines = new KeyValueCursor();
    private final ProcFile current;
    private final ProcFile stat;

    /** The others, by name, from when they are first read: to open one takes longer than to read it. */
    private final Map<String, ProcFile> others = new HashMap<>();

    /** Opens the files of a cgroup. */
    public CgroupReader(CgroupLocation location, ReadCost cost) {
        this.location = location;
        this.cost = cost;
        current = open(isVersionTwo() ? "memory.current" : "memory.usage_in_bytes");
        stat = open("memory.stat");
    }

    /**
     * Finds the cgroup of a process: by this process's mounts, else by that process's own.
     *
     * @param cgroup what its {@code /proc/PID/cgroup} says
     * @return null where there is no memory controller in sight
     */
    public static @Nullable CgroupReader of(int pid, String cgroup, ReadCost cost) {
        CgroupLocation location = CgroupLocation.find(cgroup, text("/proc/self/mountinfo", cost), "");
        if (location == null) {
            String root = "/proc/" + pid + "/root";
            location = CgroupLocation.find(cgroup, text("/proc/" + pid + "/mountinfo", cost), root);
        }
        return location == null ? null : new CgroupReader(location, cost);
    }

    private static String text(String path, ReadCost cost) {
        try (ProcFile file = ProcFile.openPath(path, cost)) {
            return file.text();
        }
    }

    private boolean isVersionTwo() {
        return location.version() == 2;
    }

    private ProcFile open(String name) {
        return ProcFile.openPath(location.directory() + "/" + name, cost);
    }

    private ProcFile other(String name) {
        return others.computeIfAbsent(name, each -> ProcFile.openShort(location.directory() + "/" + each, cost));
    }

    /** Which cgroup this reads. */
    public CgroupLocation location() {
        return location;
    }

    /** Whether this is the root of a version 1 hierarchy: the whole machine, which no limit of a cgroup bounds. */
    public boolean isRoot() {
        if (isVersionTwo()) {
            return false;
        }
        // The one file that only the root has.
        return other("release_agent").fd() >= 0;
    }

    /**
     * What is charged to the cgroup, or {@code -errno}: {@code -ENOENT} for the root of version 2, to which nothing is
     * charged, and where the controller is not enabled.
     */
    public long currentBytes() {
        long length = current.read();
        return length < 0 ? length : number(current, length);
    }

    private long number(ProcFile file, long length) {
        scanner.reset(file.bytes(), 0, length);
        return scanner.decimal() ? scanner.value() : -Linux.EINVAL();
    }

    /** Reads all; null where not even the charge can be read. */
    public @Nullable CgroupSnapshot read() {
        long charged = currentBytes();
        if (charged < 0) {
            return null;
        }
        long max = oneNumber(isVersionTwo() ? "memory.max" : "memory.limit_in_bytes");
        return new CgroupSnapshot(
                location, charged, max < 0 || max >= NO_LIMIT ? null : max, rows(), oomKills(), pressure());
    }

    /** {@code max} of version 2 is no number, and so no limit. */
    private long oneNumber(String name) {
        ProcFile file = other(name);
        long length = file.read();
        return length < 0 ? length : number(file, length);
    }

    private List<CgroupSnapshot.Row> rows() {
        List<CgroupSnapshot.Row> rows = new ArrayList<>();
        List<String> wanted = isVersionTwo() ? CgroupRows.VERSION_2 : CgroupRows.VERSION_1;
        long length = stat.read();
        lines.reset(stat.bytes(), length);
        while (lines.next()) {
            if (wanted.contains(lines.key())) {
                rows.add(new CgroupSnapshot.Row(lines.key(), lines.value()));
            }
        }
        if (!isVersionTwo()) {
            addFile(rows, "kmem", "memory.kmem.usage_in_bytes");
            addFile(rows, "kmem_tcp", "memory.kmem.tcp.usage_in_bytes");
        }
        return rows;
    }

    private void addFile(List<CgroupSnapshot.Row> rows, String name, String file) {
        long bytes = oneNumber(file);
        if (bytes >= 0) {
            rows.add(new CgroupSnapshot.Row(name, bytes));
        }
    }

    private @Nullable Long oomKills() {
        ProcFile file = other(isVersionTwo() ? "memory.events" : "memory.oom_control");
        long length = file.read();
        lines.reset(file.bytes(), length);
        while (lines.next()) {
            if (lines.keyEquals("oom_kill")) {
                return lines.value();
            }
        }
        return null;
    }

    private @Nullable Double pressure() {
        return isVersionTwo() ? pressure(other("memory.pressure").text()) : null;
    }

    /** Share of time some task of the machine waited for memory, last 10 s, in percent; null if the kernel does not say. */
    public static @Nullable Double machinePressure() {
        return pressure(text("/proc/pressure/memory", new ReadCost()));
    }

    /** {@code some avg10=0.12 avg60=…}. */
    static @Nullable Double pressure(String text) {
        String before = "some avg10=";
        int end = text.indexOf(' ', before.length());
        if (!text.startsWith(before) || end < 0) {
            return null;
        }
        try {
            return Double.valueOf(text.substring(before.length(), end));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public void close() {
        current.close();
        stat.close();
        others.values().forEach(ProcFile::close);
    }
}
