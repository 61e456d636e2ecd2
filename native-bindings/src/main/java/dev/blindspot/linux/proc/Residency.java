package dev.blindspot.linux.proc;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.Arena;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tells which pages of a process are resident without holding it up: in small bites, each a short hold of its mmap lock. A
 * writer that comes meanwhile spins for longer than a bite takes and has the lock between two; one that has fallen asleep
 * has it in the pauses that follow some bites. {@code smaps} would hold it for the whole.
 *
 * <p>By PAGEMAP_SCAN where the kernel has it (Linux 6.7), else by {@code pagemap}; then zero pages cannot be told from
 * resident ones ({@link #tellsZeroPages}), and huge pages not from small ones ({@link #tellsHugePages}).
 *
 * <p>Threads: one at a time. Allocation: none per scan. Errors: {@link #error}, and {@link #scan} gives {@code -errno}:
 * {@code -ESRCH} where the process is gone, {@code -EACCES} without the right to trace it.
 */
public final class Residency implements AutoCloseable {
    private static final long PAUSE_NANOS = 20_000;

    /** After so long in bites there is a pause: a writer that has fallen asleep is overtaken by each bite until then. */
    private static final long PAUSE_AFTER_NANOS = 100_000;

    private final @Nullable PageSource source;
    private final boolean scans;
    private final int error;

    private Residency(@Nullable PageSource source, int error) {
        this.source = source;
        this.error = error;
        scans = source instanceof PagemapScanSource;
    }

    /** Opens {@code /proc/PID/pagemap}. */
    public static Residency of(int pid, ReadCost cost) {
        int fd = open(pid);
        if (fd < 0) {
            return new Residency(null, fd);
        }
        PageSource scan = PagemapScanSource.of(fd, cost);
        return new Residency(scan != null ? scan : new PagemapReadSource(fd, cost), 0);
    }

    /** As {@link #of}, by the way of older kernels also where there is a better one. */
    static Residency byPagemap(int pid, ReadCost cost) {
        int fd = open(pid);
        return fd < 0 ? new Residency(null, fd) : new Residency(new PagemapReadSource(fd, cost), 0);
    }

    private static int open(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            return Libc.open(arena.allocateFrom("/proc/" + pid + "/pagemap"), Linux.O_RDONLY() | Linux.O_CLOEXEC());
        }
    }

    /** 0, or {@code -errno} where {@code pagemap} could not be opened. */
    public int error() {
        return error;
    }

    /** Whether zero pages are told; else they are reported as present. */
    public boolean tellsZeroPages() {
        return scans;
    }

    /** Whether huge pages are told; else none are. */
    public boolean tellsHugePages() {
        return scans;
    }

    /** Tells every page that is present or swapped out, by rising addresses; 0 or {@code -errno}. */
    public int scan(MappingRanges ranges, PageSpanVisitor visitor) {
        if (source == null) {
            return error;
        }
        int range = 0;
        long at = 0;
        long heldNanos = 0;
        while (true) {
            while (range < ranges.size() && ranges.end(range) <= at) {
                range++;
            }
            if (range == ranges.size()) {
                return 0;
            }
            at = Math.max(at, ranges.start(range));
            long began = System.nanoTime();
            int result = source.read(at, ranges, range);
            heldNanos += System.nanoTime() - began;
            if (result == -Linux.EINTR()) {
                continue;
            }
            if (result < 0) {
                return result;
            }
            tell(source, ranges, range, visitor);
            at = source.walkedTo();
            if (heldNanos >= PAUSE_AFTER_NANOS) {
                heldNanos = 0;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** The kernel's runs do not end where a mapping does. */
    private static void tell(PageSource source, MappingRanges ranges, int first, PageSpanVisitor visitor) {
        int range = first;
        for (int i = 0; i < source.spans(); i++) {
            long from = source.spanStart(i);
            long to = source.spanEnd(i);
            int categories = source.spanCategories(i);
            while (from < to) {
                while (range < ranges.size() && ranges.end(range) <= from) {
                    range++;
                }
                boolean inside = range < ranges.size() && ranges.start(range) <= from;
                long border = range == ranges.size() ? to : inside ? ranges.end(range) : ranges.start(range);
                long end = Math.min(to, border);
                visitor.span(inside ? range : -1, from, end, categories);
                from = end;
            }
        }
    }

    @Override
    public void close() {
        if (source != null) {
            source.close();
        }
    }
}
