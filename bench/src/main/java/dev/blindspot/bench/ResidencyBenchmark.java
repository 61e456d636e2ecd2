package dev.blindspot.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.proc.MappingRanges;
import dev.blindspot.linux.proc.MapsCursor;
import dev.blindspot.linux.proc.PageCategories;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.linux.proc.Residency;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Which pages of a process of 256 MiB in small pages are resident: ns for all, pauses included; beside C. */
@State(Scope.Thread)
public class ResidencyBenchmark extends TimedBenchmark {
    static final int MEBIBYTES = 256;

    private static final MethodHandle SCAN =
            CBaseline.function("residency_scan", JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);

    private final ResidentChild child = new ResidentChild(MEBIBYTES);
    private final MappingRanges ranges = ranges(child.pid());
    private final Residency residency = Residency.of(child.pid(), new ReadCost());
    private final int pagemap = open(child.pid());
    private final MemorySegment starts = Arena.ofAuto().allocate(JAVA_LONG, ranges.size());
    private final MemorySegment ends = Arena.ofAuto().allocate(JAVA_LONG, ranges.size());
    private long pages;

    /** Both must find as many pages, and no fewer than the process touched. */
    @Setup
    public void compare() {
        for (int i = 0; i < ranges.size(); i++) {
            starts.setAtIndex(JAVA_LONG, i, ranges.start(i));
            ends.setAtIndex(JAVA_LONG, i, ranges.end(i));
        }
        long ours = scan();
        if (ours != inC() || ours < ((long) MEBIBYTES << 20) / Machine.PAGE_BYTES) {
            throw new IllegalStateException("C found " + inC() + " pages, not " + ours);
        }
    }

    @TearDown
    public void end() {
        residency.close();
        Libc.close(pagemap);
        child.close();
    }

    @Benchmark
    public long scan() {
        pages = 0;
        int result = residency.scan(ranges, this::count);
        if (result < 0) {
            throw new IllegalStateException("the scan failed: " + result);
        }
        return pages;
    }

    @Benchmark
    public long inC() {
        try {
            return (long) SCAN.invokeExact(pagemap, starts, ends, ranges.size());
        } catch (Throwable thrown) {
            throw CBaseline.unexpected(thrown);
        }
    }

    private void count(int range, long start, long end, int categories) {
        if ((categories & PageCategories.PRESENT) != 0 && (categories & PageCategories.PFNZERO) == 0) {
            pages += (end - start) / Machine.PAGE_BYTES;
        }
    }

    private static MappingRanges ranges(int pid) {
        MappingRanges ranges = new MappingRanges();
        MapsCursor cursor = new MapsCursor();
        try (ProcFile maps = ProcFile.openMaps(pid, new ReadCost())) {
            long length = maps.read();
            cursor.reset(maps.bytes(), Math.max(0, length));
            while (cursor.next()) {
                ranges.add(cursor.start(), cursor.end(), cursor.protection() == 0);
            }
        }
        return ranges;
    }

    private static int open(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            return Libc.open(arena.allocateFrom("/proc/" + pid + "/pagemap"), Linux.O_RDONLY() | Linux.O_CLOEXEC());
        }
    }
}
