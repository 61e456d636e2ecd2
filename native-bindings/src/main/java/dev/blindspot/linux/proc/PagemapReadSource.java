package dev.blindspot.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.SettledCalls;
import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Reads {@code /proc/PID/pagemap}, 8 bytes for each page of the address space, also of its empty parts: what older
 * kernels have. It tells neither zero pages nor huge ones.
 *
 * <p>Layout of an entry: bit 63 present, 62 swapped, 61 of a file or shared memory, 58 guard region.
 *
 * <p>Threads: one. Allocation: none per read. Source: Documentation/admin-guide/mm/pagemap.rst.
 */
final class PagemapReadSource implements PageSource {
    private static final long PRESENT = 1L << 63;
    private static final long SWAPPED = 1L << 62;
    private static final long FILE = 1L << 61;
    private static final long GUARD = 1L << 58;

    private static final long MAX_BYTES = 32L << 20;

    private final int fd;
    private final int pageBytes;
    private final ReadCost cost;
    private final BitePacer pacer = new BitePacer(MAX_BYTES, BitePacer.MIN_PAGES);
    private final MemorySegment entries;
    private final long[] starts;
    private final long[] ends;
    private final int[] categories;
    private int spans;
    private long walkedTo;

    /** Takes over a descriptor of {@code /proc/PID/pagemap}. */
    PagemapReadSource(int fd, ReadCost cost) {
        this(fd, Machine.PAGE_BYTES, cost);
    }

    PagemapReadSource(int fd, int pageBytes, ReadCost cost) {
        this.fd = fd;
        this.pageBytes = pageBytes;
        this.cost = cost;
        int most = (int) (MAX_BYTES / pageBytes);
        entries = Arena.ofAuto().allocate(most * 8L, 8);
        starts = new long[most];
        ends = new long[most];
        categories = new int[most];
        SettledCalls.settle();
    }

    @Override
    public int read(long start, MappingRanges ranges, int range) {
        spans = 0;
        long from = Math.max(start, ranges.start(range));
        long bite = ranges.isInaccessible(range) ? MAX_BYTES : pacer.bytes();
        long pages = Math.min(bite, ranges.end(range) - from) / pageBytes;
        long began = System.nanoTime();
        long got = Libc.pread(fd, entries, pages * 8, from / pageBytes * 8);
        long nanos = System.nanoTime() - began;
        cost.addLocked(got, nanos);
        if (got < 0) {
            return (int) got;
        }
        if (got < 8) {
            return -Linux.EIO();
        }
        take(entries, (int) (got / 8), from);
        pacer.took(nanos, false);
        return 0;
    }

    /** Turns entries into runs. */
    void take(MemorySegment pagemap, int count, long from) {
        spans = 0;
        int before = 0;
        for (int i = 0; i < count; i++) {
            int now = categoriesOf(pagemap.getAtIndex(JAVA_LONG, i));
            long address = from + (long) i * pageBytes;
            if (now != 0 && now == before) {
                ends[spans - 1] = address + pageBytes;
            } else if (now != 0) {
                starts[spans] = address;
                ends[spans] = address + pageBytes;
                categories[spans++] = now;
            }
            before = now;
        }
        walkedTo = from + (long) count * pageBytes;
    }

    private static int categoriesOf(long entry) {
        if ((entry & (PRESENT | SWAPPED)) == 0) {
            return 0;
        }
        return ((entry & PRESENT) != 0 ? PageCategories.PRESENT : PageCategories.SWAPPED)
                | ((entry & FILE) != 0 ? PageCategories.FILE : 0)
                | ((entry & (PRESENT | GUARD)) == GUARD ? PageCategories.GUARD : 0);
    }

    @Override
    public long walkedTo() {
        return walkedTo;
    }

    @Override
    public int spans() {
        return spans;
    }

    @Override
    public long spanStart(int index) {
        return starts[index];
    }

    @Override
    public long spanEnd(int index) {
        return ends[index];
    }

    @Override
    public int spanCategories(int index) {
        return categories[index];
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
