package dev.blindspot.ledger;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.ExecutableLink;
import dev.blindspot.linux.proc.MappingQuery;
import dev.blindspot.linux.proc.MappingRanges;
import dev.blindspot.linux.proc.MapsCursor;
import dev.blindspot.linux.proc.PageSpanVisitor;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.linux.proc.Residency;
import dev.blindspot.linux.proc.StatusParser;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.Note;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ledger of a process at the kernel's level: one pass over its mappings, one over its pages.
 *
 * <p>Resident is what VmRSS counts: present pages but for the shared page of zeroes, raw page frames and hugetlb. On a
 * stopped process the sum is that of {@code smaps} to the page; a running one moves meanwhile, and pages mapped since the
 * pass over the mappings are {@code unattributed}. Swap is what the page tables say: pages of shared memory that are out
 * are seen only where the process had them mapped.
 *
 * <p>Threads: one at a time. Allocation: the ledger and its rows. Errors: {@link #read} gives {@code -errno}:
 * {@code -ESRCH} or {@code -ENOENT} where the process is gone or has no memory, {@code -EACCES} without the right to trace
 * it; {@link TargetFailure} has words for them.
 */
public final class LedgerReader implements AutoCloseable {
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
    private ProcFile maps;
    private Residency residency;
    private @Nullable MappingQuery query;
    private boolean go;
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
     */
    public long read(boolean isGo) {
        go = isGo;
        long length = maps.read();
        if (length == 0) {
            // These files belong to a memory, not to a process: an exec has replaced it.
            reopen();
            length = maps.read();
        }
        if (length < 0) {
            return length;
        }
        long result = readStatus();
        if (length == 0 || result < 0) {
            return result < 0 ? result : -ESRCH;
        }
        classify(length);
        result = residency.scan(ranges, visitor);
        if (result == 0) {
            result = readStatus();
        }
        if (result < 0) {
            return result;
        }
        ledger = new Ledger(
                Instant.now(),
                Math.max(statusParser.vmRssBytes(), 0),
                sums.residentBytes(),
                sums.rows(residency.tellsHugePages()));
        return 0;
    }

    private long readStatus() {
        long length = status.read();
        return length < 0 ? length : statusParser.parse(status.bytes(), length) ? 0 : -ESRCH;
    }

    private void reopen() {
        maps.close();
        residency.close();
        query = null;
        maps = ProcFile.openMaps(pid, cost);
        residency = Residency.of(pid, cost);
    }

    private void classify(long length) {
        sums.clear();
        ranges.clear();
        classifier.forget();
        cursor.reset(maps.bytes(), length);
        while (cursor.next()) {
            classifier.meet(cursor);
        }
        classifier.begin(executable.read(), go);
        cursor.reset(maps.bytes(), length);
        while (cursor.next()) {
            addMapping();
        }
    }

    private void addMapping() {
        LedgerCategory category = classifier.classify(cursor);
        byte trait = MappingClassifier.countsOnlyFilePages(cursor) ? ONLY_FILE : 0;
        if (isHugetlb()) {
            category = LedgerCategory.SPECIAL;
            trait = NOT_RESIDENT;
        }
        int index = ranges.add(cursor.start(), cursor.end(), cursor.protection() == 0);
        if (index < 0) {
            // [vsyscall] lies in the kernel's half; what has come twice is counted once.
            if (cursor.start() < 0) {
                sums.addMapping(category, cursor.lengthBytes());
            }
            return;
        }
        sums.addMapping(category, ranges.end(index) - ranges.start(index));
        if (index == categories.length) {
            categories = Arrays.copyOf(categories, index * 2);
            traits = Arrays.copyOf(traits, index * 2);
        }
        categories[index] = category;
        traits[index] = trait;
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
            sums.addPages(categories[range], end - start, pages, traits[range] == ONLY_FILE);
        }
    }

    /** What the last successful {@link #read} found. */
    public Ledger ledger() {
        return ledger;
    }

    /** What a reader of that ledger must know. */
    public List<Note> notes() {
        List<Note> notes = new ArrayList<>();
        if (go) {
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
