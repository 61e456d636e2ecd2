package dev.blindspot.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.bindings.Linux;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On pages of this process that nobody else touches. */
class ResidencyTest {
    private static final int SELF = (int) ProcessHandle.current().pid();
    private static final long PAGE = Machine.PAGE_BYTES;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int READ_WRITE = Linux.PROT_READ() | Linux.PROT_WRITE();

    private final ReadCost cost = new ReadCost();
    private final MappingRanges ranges = new MappingRanges();

    private record Span(int range, long start, long end, int categories) {}

    private List<Span> scan(Residency residency) {
        List<Span> spans = new ArrayList<>();
        try (residency) {
            assertEquals(0, residency.error());
            assertEquals(0, residency.scan(ranges, (range, start, end, categories) -> {
                if (range >= 0) {
                    spans.add(new Span(range, start, end, categories));
                }
            }));
        }
        return spans;
    }

    private static long map(long bytes, int protection, int sharing) {
        long at = Libc.mmap(0, bytes, protection, sharing | MAP_ANONYMOUS | Linux.MAP_NORESERVE(), -1, 0);
        assertTrue(at > 0, "mmap gave " + at);
        return at;
    }

    private static MemorySegment page(long at) {
        return MemorySegment.ofAddress(at).reinterpret(PAGE);
    }

    /**
     * Pages 2 and 3 written, 5 only read, 8 written and behind the border of two ranges; between pages without rights,
     * which keep it a mapping of its own.
     */
    private long area(int sharing) {
        long at = map(18 * PAGE, Linux.PROT_NONE(), Linux.MAP_PRIVATE()) + PAGE;
        assertEquals(at, Libc.mmap(at, 16 * PAGE, READ_WRITE, sharing | MAP_ANONYMOUS | Linux.MAP_FIXED(), -1, 0));
        for (int written : new int[] {2, 3, 7, 8}) {
            page(at + written * PAGE).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        }
        assertEquals(0, page(at + 5 * PAGE).get(ValueLayout.JAVA_BYTE, 0));
        ranges.add(at, at + 8 * PAGE, false);
        ranges.add(at + 8 * PAGE, at + 16 * PAGE, false);
        return at;
    }

    /** What smaps counts as resident of the mapping that begins there; bytes. */
    private static long smapsRssBytes(long at) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
        String start = Long.toHexString(at) + "-";
        int header = IntStream.range(0, lines.size())
                .filter(line -> lines.get(line).startsWith(start))
                .findFirst()
                .orElseThrow();
        String rss = lines.subList(header, lines.size()).stream()
                .filter(line -> line.startsWith("Rss:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(rss.replaceAll("\\D", "")) * 1024;
    }

    @Test
    void tellsWrittenPagesFromThePageOfZeroes() throws IOException {
        long at = area(Linux.MAP_PRIVATE());
        Residency residency = Residency.of(SELF, cost);
        // Not every kernel has a page of zeroes: where smaps counts the page that was only read, it is a page like
        // others.
        boolean shared = smapsRssBytes(at) == 4 * PAGE;
        int zero = shared && residency.tellsZeroPages() ? PageCategories.PFNZERO : 0;
        int present = PageCategories.PRESENT;
        assertEquals(
                List.of(
                        new Span(0, at + 2 * PAGE, at + 4 * PAGE, present),
                        new Span(0, at + 5 * PAGE, at + 6 * PAGE, present | zero),
                        new Span(0, at + 7 * PAGE, at + 8 * PAGE, present),
                        new Span(1, at + 8 * PAGE, at + 9 * PAGE, present)),
                scan(residency));
        assertEquals(zero == 0, PageCategories.isResident(present | zero, false));
        assertTrue(cost.reads() > 0 && cost.longestLockedNanos() > 0);
        Libc.munmap(at, 16 * PAGE);
    }

    @Test
    void theOldWayTellsTheSamePages() {
        long at = area(Linux.MAP_SHARED());
        int present = PageCategories.PRESENT | PageCategories.FILE;
        List<Span> expected = List.of(
                new Span(0, at + 2 * PAGE, at + 4 * PAGE, present),
                new Span(0, at + 5 * PAGE, at + 6 * PAGE, present),
                new Span(0, at + 7 * PAGE, at + 8 * PAGE, present),
                new Span(1, at + 8 * PAGE, at + 9 * PAGE, present));
        assertEquals(expected, scan(Residency.of(SELF, cost)));
        assertEquals(expected, scan(Residency.byPagemap(SELF, cost)));
        Libc.munmap(at, 16 * PAGE);
    }

    @Test
    void aReservationOf256GiBCostsFewCalls() {
        long bytes = 256L << 30;
        long at = map(bytes, Linux.PROT_NONE(), Linux.MAP_PRIVATE());
        long last = at + bytes - PAGE;
        long fixed = Libc.mmap(last, PAGE, READ_WRITE, Linux.MAP_PRIVATE() | MAP_ANONYMOUS | Linux.MAP_FIXED(), -1, 0);
        assertEquals(last, fixed);
        page(last).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        ranges.add(at, last, true);
        ranges.add(last, last + PAGE, false);
        Residency residency = Residency.of(SELF, cost);
        long most = residency.tellsZeroPages() ? 200 : (bytes >> 25) + 2;
        assertEquals(List.of(new Span(1, last, last + PAGE, PageCategories.PRESENT)), scan(residency));
        assertTrue(cost.reads() <= most, "reads " + cost.reads());
        Libc.munmap(at, bytes);
    }

    @Test
    void anEmptyMappingWithRightsCostsFewCallsToo() {
        long bytes = 64L << 30;
        long at = map(bytes, READ_WRITE, Linux.MAP_PRIVATE());
        long middle = at + (bytes >> 1);
        page(middle).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        ranges.add(at, at + bytes, false);
        Residency residency = Residency.of(SELF, cost);
        assumeTrue(residency.tellsZeroPages(), "this kernel has no PAGEMAP_SCAN");
        List<Span> spans = scan(residency);
        assertTrue(
                spans.getFirst().start() <= middle && middle < spans.getFirst().end());
        assertTrue(cost.reads() < 8000, "reads " + cost.reads());
        Libc.munmap(at, bytes);
    }

    @Test
    void pagesInNoRangeAreTold() {
        long at = map(3 * PAGE, READ_WRITE, Linux.MAP_PRIVATE());
        for (int i = 0; i < 3; i++) {
            page(at + i * PAGE).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        }
        ranges.add(at, at + PAGE, false);
        ranges.add(at + 2 * PAGE, at + 3 * PAGE, false);
        try (Residency residency = Residency.of(SELF, cost)) {
            assumeTrue(residency.tellsZeroPages(), "this kernel has no PAGEMAP_SCAN");
            List<Span> spans = new ArrayList<>();
            residency.scan(ranges, (range, start, end, categories) -> spans.add(new Span(range, start, end, 0)));
            assertEquals(
                    List.of(
                            new Span(0, at, at + PAGE, 0),
                            new Span(-1, at + PAGE, at + 2 * PAGE, 0),
                            new Span(1, at + 2 * PAGE, at + 3 * PAGE, 0)),
                    spans);
        }
        Libc.munmap(at, 3 * PAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {4 << 10, 16 << 10, 64 << 10})
    void entriesOfPagemapBecomeRuns(int pageBytes) {
        long present = 1L << 63;
        long file = 1L << 61;
        long swapped = 1L << 62;
        long[] entries = {0, present | 77, present | 78, present | file, swapped, swapped | 1L << 58, 0, present};
        PagemapReadSource source = new PagemapReadSource(-1, pageBytes, cost);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pagemap = arena.allocateFrom(ValueLayout.JAVA_LONG, entries);
            source.take(pagemap, entries.length, 0x10000);
        }
        int[] expected = {
            PageCategories.PRESENT,
            PageCategories.PRESENT | PageCategories.FILE,
            PageCategories.SWAPPED,
            PageCategories.SWAPPED | PageCategories.GUARD,
            PageCategories.PRESENT
        };
        assertEquals(expected.length, source.spans());
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], source.spanCategories(i));
        }
        assertEquals(0x10000 + pageBytes, source.spanStart(0));
        assertEquals(0x10000 + 3 * pageBytes, source.spanEnd(0));
        assertEquals(0x10000 + 8 * pageBytes, source.walkedTo());
        assertTrue(PageCategories.isSwapped(PageCategories.SWAPPED));
        assertTrue(!PageCategories.isSwapped(PageCategories.SWAPPED | PageCategories.GUARD), "a guard is on no swap");
    }

    @Test
    void overlapsAreCutOff() {
        assertEquals(0, ranges.add(0x1000, 0x3000, false));
        assertEquals(1, ranges.add(0x2000, 0x5000, false));
        assertEquals(0x3000, ranges.start(1));
        assertEquals(-1, ranges.add(0x1000, 0x5000, false));
        assertEquals(-1, ranges.add(0xffffffffff600000L, 0xffffffffff601000L, false), "the kernel's half");
    }

    @Test
    void noSuchProcessIsAValue() {
        try (Residency residency = Residency.of(1 << 22, cost)) {
            assertEquals(-Linux.ENOENT(), residency.error());
            ranges.add(0x1000, 0x2000, false);
            assertEquals(-Linux.ENOENT(), residency.scan(ranges, (range, start, end, categories) -> {}));
        }
    }
}
