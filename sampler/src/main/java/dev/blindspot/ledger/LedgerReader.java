package dev.blindspot.ledger;

import dev.blindspot.ledger.MappedFiles.MappedFile;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.ExecutableLink;
import dev.blindspot.linux.proc.MappingQuery;
import dev.blindspot.linux.proc.MappingRanges;
import dev.blindspot.linux.proc.MapsCursor;
import dev.blindspot.linux.proc.PageCategories;
import dev.blindspot.linux.proc.PageSpanVisitor;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.linux.proc.Residency;
import dev.blindspot.linux.proc.StatusParser;
import dev.blindspot.model.GoRegions;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.Note;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ledger of a process: one pass over its mappings, one over its pages. What Go's runtime holds of anonymous
 * memory is told by its {@link GoRegions}; a span in use is its objects' by the share of its slots that are allocated.
 *
 * <p>Resident is what VmRSS counts: present pages but for the shared page of zeroes, raw page frames and hugetlb. On a
 * stopped process the sum is that of {@code smaps} to the page; a running one moves meanwhile, and pages mapped since the
 * pass over the mappings are {@code unattributed}. Swap is what the page tables say: pages of shared memory that are out
 * are seen only where the process had them mapped.
 *
 * <p>Threads: one at a time. Allocation: the ledger and its rows. Errors: {@link #read} gives {@code -errno}:
 * {@code -ESRCH} or {@code -ENOENT} where the process is gone, has no memory or {@link #hasExecuted}, {@code -EACCES} without the right to trace
 * it; {@link TargetFailure} has words for them.
 */
public final class LedgerReader implements AutoCloseable {
    private static final int ENOENT = 2;
    private static final int ESRCH = 3;
    private static final long HUGETLB_ALIGNMENT = 2L << 20;
    private static final byte ONLY_FILE = 1;
    private static final byte NOT_RESIDENT = 2;

    private final int pid;
    private final ReadCost cost;
    private final ProcFile status;
    private final StatusParser statusParser = new StatusParser();
    private final ExecutableLink executable;
    private final MapsCursor cursor = new MapsCursor();
    private final MappingClassifier classifier = new MappingClassifier();
    private final MappingRanges ranges = new MappingRanges();
    private final LedgerSums sums = new LedgerSums();
    private final PageSpanVisitor visitor = this::addPages;
    private LedgerCategory[] categories = new LedgerCategory[256];
    private byte[] traits = new byte[256];
    private final ProcFile maps;
    private final Residency residency;
    private @Nullable MappingQuery query;
    private final CRegions cRegions = new CRegions(Machine.PAGE_BYTES, Machine.ARM64);
    private final MappedFiles files = new MappedFiles();
    private @Nullable MappedFile[] fileOf = new @Nullable MappedFile[256];
    private boolean go;
    private @Nullable GoRegions regions;
    private Ledger ledger = new Ledger(Instant.EPOCH, 0, 0, List.of());

    public LedgerReader(int pid, ReadCost cost) {
        this.pid = pid;
        this.cost = cost;
        status = ProcFile.open(pid, "status", cost);
        executable = new ExecutableLink(pid);
        maps = ProcFile.openMaps(pid, cost);
        residency = Residency.of(pid, cost);
    }

    /**
     * Looks at every mapping and page; 0, and {@link #ledger} is new, or {@code -errno}.
     *
     * @param isGo whether the target's executable is a Go program
     * @param goRegions what its runtime holds; null where that is not known
     * @param pluginCode an address in the code of each Go plugin, sorted
     */
    public long read(boolean isGo, @Nullable GoRegions goRegions, long[] pluginCode) {
        go = isGo;
        regions = goRegions;
        long length = maps.read();
        if (length < 0) {
            return length;
        }
        long result = readStatus();
        if (length == 0 || result < 0) {
            return result < 0 ? result : -ESRCH;
        }
        long rssBefore = statusParser.vmRssBytes();
        classify(length, pluginCode);
        result = residency.scan(ranges, visitor);
        if (result < 0) {
            return result;
        }
        // Of a process that ended meanwhile this is the last picture there is, and VmRSS is that of before.
        boolean stillThere = readStatus() == 0 && statusParser.vmRssBytes() > 0;
        ledger = new Ledger(
                Instant.now(),
                Math.max(stillThere ? statusParser.vmRssBytes() : rssBefore, 0),
                sums.residentBytes(),
                sums.rows(residency.tellsHugePages()));
        return 0;
    }

    /**
     * Whether the process has become another program since this was made. These files belong to a memory, not to a process:
     * an exec replaces it, and they are empty from then on as they are at the end; opened anew they are not.
     */
    public boolean hasExecuted() {
        if (maps.readFirst() != 0) {
            return false;
        }
        try (ProcFile now = ProcFile.openMaps(pid, cost)) {
            long first = now.readFirst();
            return first != 0 && first != -ESRCH && first != -ENOENT;
        }
    }

    private long readStatus() {
        long length = status.read();
        return length < 0 ? length : statusParser.parse(status.bytes(), length) ? 0 : -ESRCH;
    }

    private void classify(long length, long[] pluginCode) {
        sums.clear();
        ranges.clear();
        classifier.forget(pluginCode);
        cRegions.clear();
        files.clear();
        cursor.reset(maps.bytes(), length);
        while (cursor.next()) {
            classifier.meet(cursor);
        }
        classifier.begin(executable.read(), go);
        cursor.reset(maps.bytes(), length);
        while (cursor.next()) {
            addMapping();
        }
        for (int i = 0; i < ranges.size(); i++) {
            addVirtual(i);
        }
    }

    /** What is mapped where Go's runtime is goes to what the runtime has there. */
    private void addVirtual(int range) {
        long start = ranges.start(range);
        long end = ranges.end(range);
        if (regions == null || categories[range] != LedgerCategory.MMAP_ANON) {
            sums.addMapping(categories[range], end - start);
            return;
        }
        EnumSet<LedgerCategory> met = EnumSet.noneOf(LedgerCategory.class);
        regions.split(start, end, (from, to, kind, allocated, slots) -> {
            LedgerCategory category = kind == null ? LedgerCategory.MMAP_ANON : LedgerCategory.of(kind);
            long objects = slots == 0 ? to - from : share(to - from, allocated, slots);
            sums.addVirtual(category, objects, met.add(category) ? 1 : 0);
            if (slots != 0) {
                sums.addVirtual(LedgerCategory.GO_HEAP_UNUSED, to - from - objects, 0);
            }
        });
    }

    /** The part of a span's bytes that its allocated slots stand for. */
    private static long share(long bytes, int allocated, int slots) {
        return bytes / slots * Math.min(allocated, slots) + bytes % slots * Math.min(allocated, slots) / slots;
    }

    private void addMapping() {
        LedgerCategory category = classifier.classify(cursor);
        byte trait = MappingClassifier.countsOnlyFilePages(cursor) ? ONLY_FILE : 0;
        if (isHugetlb()) {
            category = LedgerCategory.SPECIAL;
            trait = NOT_RESIDENT;
        }
        boolean untouchable = cursor.protection() == 0;
        boolean anonymous = cursor.pathLength() == 0 && !cursor.isShared();
        boolean stack = cRegions.isStack(cursor.start(), anonymous, cursor.isWritable());
        boolean endsHeap = cRegions.endsHeap(cursor.start(), cursor.end(), anonymous, untouchable);
        cRegions.met(cursor.start(), cursor.end(), anonymous, untouchable);
        int index = ranges.add(cursor.start(), cursor.end(), untouchable);
        if (index < 0) {
            // [vsyscall] lies in the kernel's half; what has come twice is counted once.
            if (cursor.start() < 0) {
                sums.addMapping(category, cursor.lengthBytes());
            }
            return;
        }
        if (index == categories.length) {
            categories = Arrays.copyOf(categories, index * 2);
            traits = Arrays.copyOf(traits, index * 2);
            fileOf = Arrays.copyOf(fileOf, index * 2);
        }
        categories[index] = stack && category == LedgerCategory.MMAP_ANON ? LedgerCategory.C_STACKS : category;
        traits[index] = trait;
        fileOf[index] = file(category);
        if (endsHeap && index > 0 && categories[index - 1] == LedgerCategory.MMAP_ANON && isNoArena(index - 1)) {
            categories[index - 1] = LedgerCategory.C_HEAP;
            categories[index] = LedgerCategory.C_HEAP;
        }
    }

    /** Go's arenas have the size and place of glibc's heaps. */
    private boolean isNoArena(int range) {
        boolean[] none = {true};
        if (regions != null) {
            regions.split(
                    ranges.start(range),
                    ranges.end(range),
                    (from, to, kind, allocated, slots) -> none[0] &= kind == null);
        }
        return none[0] && (!go || regions != null);
    }

    private @Nullable MappedFile file(LedgerCategory category) {
        return switch (category) {
            case LIB_TEXT, LIB_DATA, PLUGIN_TEXT, PLUGIN_DATA ->
                cursor.pathLength() == 0
                        ? null
                        : files.add(
                                cursor.path(),
                                category == LedgerCategory.PLUGIN_TEXT || category == LedgerCategory.PLUGIN_DATA,
                                cursor.start(),
                                cursor.end(),
                                cursor.offset());
            default -> null;
        };
    }

    /** Its files can have any name: asked only where the process has such pages, of mappings that could be made of them. */
    private boolean isHugetlb() {
        return statusParser.hugetlbBytes() > 0
                && cursor.pathLength() > 0
                && ((cursor.start() | cursor.end()) & (HUGETLB_ALIGNMENT - 1)) == 0
                && pageBytes(cursor.start()) >= HUGETLB_ALIGNMENT;
    }

    private long pageBytes(long address) {
        if (query == null) {
            query = new MappingQuery(maps, cost);
        }
        return query.pageBytes(address);
    }

    private void addPages(int range, long start, long end, int pages) {
        if (range < 0) {
            sums.addPages(LedgerCategory.UNATTRIBUTED, end - start, pages, false);
        } else if (traits[range] != NOT_RESIDENT) {
            boolean onlyFile = traits[range] == ONLY_FILE;
            MappedFile file = fileOf[range];
            if (file != null && PageCategories.isResident(pages, onlyFile)) {
                file.addRss(end - start);
            }
            if (regions == null || categories[range] != LedgerCategory.MMAP_ANON) {
                sums.addPages(categories[range], end - start, pages, onlyFile);
            } else {
                regions.split(start, end, (from, to, kind, allocated, slots) -> {
                    LedgerCategory category = kind == null ? LedgerCategory.MMAP_ANON : LedgerCategory.of(kind);
                    long objects = slots == 0 ? to - from : share(to - from, allocated, slots);
                    sums.addPages(category, objects, pages, onlyFile);
                    if (slots != 0) {
                        sums.addPages(LedgerCategory.GO_HEAP_UNUSED, to - from - objects, pages, onlyFile);
                    }
                });
            }
        }
    }

    /** The category of an address, as the last successful {@link #read} found it; null where nothing was mapped. */
    public @Nullable String categoryAt(long address) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (address < ranges.start(middle)) {
                high = middle - 1;
            } else if (address >= ranges.end(middle)) {
                low = middle + 1;
            } else {
                return category(middle, address).contractName();
            }
        }
        return null;
    }

    private LedgerCategory category(int range, long address) {
        LedgerCategory[] found = {categories[range]};
        if (regions != null && found[0] == LedgerCategory.MMAP_ANON) {
            regions.split(address, address + 1, (from, to, kind, allocated, slots) -> {
                found[0] = kind == null ? LedgerCategory.MMAP_ANON : LedgerCategory.of(kind);
            });
        }
        return found[0];
    }

    /** Libraries and plugins, as the last successful {@link #read} found them. */
    public MappedFiles files() {
        return files;
    }

    /** What the last successful {@link #read} found. */
    public Ledger ledger() {
        return ledger;
    }

    /** What a reader of that ledger must know. */
    public List<Note> notes() {
        List<Note> notes = new ArrayList<>();
        if (go && regions == null) {
            notes.add(new Note(
                    "go-runtime-not-read",
                    "Go's heap, stacks and metadata are within mmap.anon: its runtime was not read"));
        }
        if (!residency.tellsZeroPages()) {
            notes.add(new Note(
                    "zero-pages-counted",
                    "this kernel has no PAGEMAP_SCAN (Linux 6.7): pages that were only read count as resident, and "
                            + "huge_bytes is unknown"));
        }
        if (statusParser.hugetlbBytes() > 0) {
            notes.add(new Note(
                    "hugetlb-not-in-rss",
                    String.format(
                            Locale.ROOT,
                            "%d bytes of hugetlb pages are mapped besides; VmRSS does not hold them",
                            statusParser.hugetlbBytes())));
        }
        if (sums.residentBytes(LedgerCategory.UNATTRIBUTED) > 0) {
            notes.add(
                    new Note("mapped-while-read", "pages that were mapped while the ledger was read are unattributed"));
        }
        return notes;
    }

    @Override
    public void close() {
        status.close();
        maps.close();
        residency.close();
    }
}
