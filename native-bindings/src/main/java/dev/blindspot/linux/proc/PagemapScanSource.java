package dev.blindspot.linux.proc;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.SettledCalls;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.bindings.page_scan;
import dev.blindspot.linux.bindings.page_span;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Asks by the PAGEMAP_SCAN ioctl (Linux 6.7): the kernel walks the page tables and tells runs of pages, and passes over
 * what has no tables, however large, at once.
 *
 * <p>Threads: one. Allocation: none per read.
 */
final class PagemapScanSource implements PageSource {
    private static final int MAX_SPANS = 2048;

    /** 8,192 pages with an entry each are walked in some 60 µs: the worst a bite can be. */
    private static final int MAX_PAGES = 8192;

    private static final long MAX_BYTES = 1L << 30;

    /** Reservations hardly ever have page tables: they weigh so much less. */
    private static final int INACCESSIBLE_SHIFT = 10;

    /** Each range has a table of its own to look into. */
    private static final int MAX_RANGES = 64;

    private static final int WANTED = PageCategories.PRESENT | PageCategories.SWAPPED;
    private static final int TOLD = WANTED | PageCategories.FILE | PageCategories.PFNZERO | PageCategories.HUGE;

    private final int fd;
    private final ReadCost cost;
    private final BitePacer pacer = new BitePacer(MAX_BYTES, MAX_PAGES);
    private final MemorySegment request = page_scan.allocate(Arena.ofAuto());
    private final MemorySegment answer = page_span.allocateArray(MAX_SPANS, Arena.ofAuto());
    private int spans;

    private PagemapScanSource(int fd, ReadCost cost) {
        this.fd = fd;
        this.cost = cost;
        page_scan.size(request, page_scan.sizeof());
        page_scan.vec(request, answer.address());
        page_scan.vec_len(request, MAX_SPANS);
        page_scan.category_anyof_mask(request, WANTED);
    }

    /**
     * Takes over a descriptor of {@code /proc/PID/pagemap}.
     *
     * @return null, and the descriptor is left as it was, where the kernel does not know the request
     */
    static @Nullable PagemapScanSource of(int fd, ReadCost cost) {
        PagemapScanSource source = new PagemapScanSource(fd, cost);
        SettledCalls.settle();
        // An empty range takes no lock, and tells what the kernel knows.
        page_scan.max_pages(source.request, 1);
        page_scan.return_mask(source.request, TOLD | PageCategories.GUARD);
        if (source.ioctl() < 0) {
            page_scan.return_mask(source.request, TOLD);
            if (source.ioctl() < 0) {
                return null;
            }
        }
        return source;
    }

    private int ioctl() {
        return Libc.ioctl(fd, Linux.PAGEMAP_SCAN_REQUEST(), request.address());
    }

    @Override
    public int read(long start, MappingRanges ranges, int range) {
        spans = 0;
        long end = biteEnd(start, ranges, range);
        page_scan.start(request, start);
        page_scan.end(request, end);
        page_scan.walk_end(request, start);
        page_scan.max_pages(request, pacer.pages());
        long began = System.nanoTime();
        int result = ioctl();
        long nanos = System.nanoTime() - began;
        cost.addLocked(Math.max(result, 0) * page_span.sizeof(), nanos);
        if (result < 0) {
            return result;
        }
        spans = result;
        pacer.took(nanos, walkedTo() < end);
        return walkedTo() > start ? 0 : -Linux.EIO();
    }

    /** Gaps between ranges cost nothing: one bite may reach over many. */
    private long biteEnd(long start, MappingRanges ranges, int first) {
        long left = pacer.bytes();
        int last = Math.min(first + MAX_RANGES, ranges.size()) - 1;
        for (int i = first; ; i++) {
            long from = Math.max(start, ranges.start(i));
            int shift = ranges.isInaccessible(i) ? INACCESSIBLE_SHIFT : 0;
            long weight = (ranges.end(i) - from) >> shift;
            if (weight > left) {
                return Math.min(from + (Math.max(left, BitePacer.MIN_BYTES) << shift), ranges.end(i));
            }
            left -= weight;
            if (i == last) {
                return ranges.end(i);
            }
        }
    }

    @Override
    public long walkedTo() {
        return page_scan.walk_end(request);
    }

    @Override
    public int spans() {
        return spans;
    }

    @Override
    public long spanStart(int index) {
        return answer.get(Linux.C_LONG_LONG, index * page_span.sizeof() + page_span.start$offset());
    }

    @Override
    public long spanEnd(int index) {
        return answer.get(Linux.C_LONG_LONG, index * page_span.sizeof() + page_span.end$offset());
    }

    @Override
    public int spanCategories(int index) {
        return (int) answer.get(Linux.C_LONG_LONG, index * page_span.sizeof() + page_span.categories$offset());
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
