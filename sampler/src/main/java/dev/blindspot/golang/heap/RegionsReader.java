package dev.blindspot.golang.heap;

import dev.blindspot.elf.Arch;
import dev.blindspot.golang.layout.GoLayout;
import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.CircleGuard;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.GoRegions;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads which addresses Go's runtime has, and what for.
 *
 * <ul>
 *   <li>Spans in use hold objects; the collector's work buffers are known by their lists, and all other spans the runtime
 *       manages by hand are stacks. What is in an arena and in no span is free.
 *   <li>Beside the arenas: their descriptions, the page allocator's summaries and bitmaps, mark bits, the profile's hash
 *       table, the list of spans; and chunks of which small structures are cut for good. Pages of these with an mspan, an
 *       mcache or a profile bucket in them are its kind's, the rest is other.
 * </ul>
 *
 * <p>Threads: one. Source: runtime/mheap.go, mpagealloc.go, mpagealloc_64bit.go, malloc.go, mfixalloc.go, mprof.go, mgcwork.go
 * (Go 1.19 to 1.27).
 */
public final class RegionsReader {
    private static final long ARENA_BYTES = 64L << 20;
    private static final long AMD64_ARENA_BASE = 0xffff_8000_0000_0000L;
    private static final long CHUNK_BYTES = 256 << 10;
    private static final long PAGE_BYTES = 4096;
    private static final int BUCKET_HASH_ENTRIES = 179_999;
    private static final int PALLOC_L1_ENTRIES = 1 << 13;
    private static final long PALLOC_L2_BYTES = (1L << 13) * 128;
    private static final long ARENA_MAP_BYTES = 8L << 22;
    private static final int SUMMARY_LEVELS = 5;
    private static final int MAX_LIST = 1 << 22;

    private final GoProcess process;
    private final TargetMemory memory;
    private final StructLayout heap;
    private final long heapAt;
    private final GoRegions.Builder regions = new GoRegions.Builder();

    public RegionsReader(GoProcess process) throws UnreadableMemory {
        this.process = process;
        this.memory = process.memory();
        this.heap = process.layout().struct("runtime.mheap");
        this.heapAt = process.globals().address("runtime.mheap_");
    }

    /** Reads them; a part that cannot be read is left to the anonymous mappings. */
    public GoRegions read(Spans spans) throws UnreadableMemory {
        addSpans(spans);
        addArenas();
        attempt(this::addPageAllocator);
        attempt(this::addMarkBits);
        attempt(this::addProfile);
        attempt(this::addChunks);
        return regions.build();
    }

    private interface Part {
        void add() throws UnreadableMemory;
    }

    private static void attempt(Part part) {
        try {
            part.add();
        } catch (UnreadableMemory e) {
            // The ledger shows it: those pages are nobody's.
        }
    }

    private void addSpans(Spans spans) throws UnreadableMemory {
        Set<Long> workBuffers = workBuffers();
        regions.expectSpans(spans.size());
        Set<Long> structures = new HashSet<>();
        long lastPage = 0;
        for (int i = 0; i < spans.size(); i++) {
            if (spans.state(i) == Spans.IN_USE) {
                regions.addSpan(spans.start(i), spans.end(i), spans.allocated(i), Math.max(spans.elements(i), 1));
            } else if (spans.state(i) == Spans.MANUAL) {
                boolean stacks = !workBuffers.contains(spans.address(i));
                regions.addSpan(
                        spans.start(i), spans.end(i), stacks ? GoRegions.Kind.STACKS : GoRegions.Kind.METADATA_GC);
            }
            long page = spans.address(i) & -PAGE_BYTES;
            if (page != lastPage) {
                structures.add(page);
                lastPage = page;
            }
        }
        structures.forEach(page -> regions.add(page, page + PAGE_BYTES, GoRegions.Kind.METADATA_MSPAN));
    }

    private long addPage(long address, long lastPage, GoRegions.Kind kind) {
        long page = address & -PAGE_BYTES;
        if (page != lastPage) {
            regions.add(page, page + PAGE_BYTES, kind);
        }
        return page;
    }

    private Set<Long> workBuffers() throws UnreadableMemory {
        GoLayout layout = process.layout();
        StructLayout work = layout.struct("runtime.workType");
        long workAt = process.globals().address("runtime.work");
        int nextAt = layout.struct("runtime.mspan").offset("next");
        Set<Long> found = new HashSet<>();
        for (String list : new String[] {"free", "busy"}) {
            long span = memory.u64(workAt + work.offset("wbufSpans", list, "first"));
            for (; span != 0 && found.size() < MAX_LIST; span = memory.u64(span + nextAt)) {
                if (!found.add(span)) {
                    break;
                }
            }
        }
        return found;
    }

    private void addArenas() throws UnreadableMemory {
        String list = heap.has("allArenas") ? "allArenas" : "heapArenas";
        long array = memory.u64(heapAt + heap.offset(list));
        long count = memory.u64(heapAt + heap.offset(list) + 8);
        if (count < 0 || count > MAX_LIST) {
            throw new UnreadableMemory("a list of " + count + " arenas");
        }
        long base = process.layout().arch() == Arch.AMD64 ? AMD64_ARENA_BASE : 0;
        // One level of a map by arena: its first level has one entry, the second is reserved whole.
        long map = memory.u64(heapAt + heap.offset("arenas"));
        regions.addAround(map, map + ARENA_MAP_BYTES, GoRegions.Kind.METADATA_GC);
        int descriptionBytes = process.layout().struct("runtime.heapArena").size();
        for (long i = 0; i < count; i++) {
            long index = memory.u64(array + i * 8);
            long start = index * ARENA_BYTES + base;
            regions.addAround(start, start + ARENA_BYTES, GoRegions.Kind.HEAP_FREE);
            long description = memory.u64(map + index * 8);
            regions.addAround(description, pageEnd(description + descriptionBytes), GoRegions.Kind.METADATA_GC);
        }
    }

    private void addPageAllocator() throws UnreadableMemory {
        StructLayout pages = process.layout().struct("runtime.pageAlloc");
        long pagesAt = heapAt + heap.offset("pages");
        for (int level = 0; level < SUMMARY_LEVELS; level++) {
            addSlice(pagesAt + pages.offset("summary") + level * 24L, 8);
        }
        long chunks = pagesAt + pages.offset("chunks");
        for (int i = 0; i < PALLOC_L1_ENTRIES; i++) {
            long chunk = memory.u64(chunks + i * 8L);
            if (chunk != 0) {
                regions.addAround(chunk, chunk + PALLOC_L2_BYTES, GoRegions.Kind.METADATA_GC);
            }
        }
        if (pages.has("scav", "index", "chunks")) {
            int entryBytes = process.minor() < 21 ? 1 : 8;
            addSlice(pagesAt + pages.offset("scav", "index", "chunks"), entryBytes);
        }
        addSlice(heapAt + heap.offset("allspans"), 8, GoRegions.Kind.METADATA_OTHER);
    }

    private void addSlice(long slice, int elementBytes) throws UnreadableMemory {
        addSlice(slice, elementBytes, GoRegions.Kind.METADATA_GC);
    }

    /** All of its capacity is reserved. */
    private void addSlice(long slice, int elementBytes, GoRegions.Kind kind) throws UnreadableMemory {
        long start = memory.u64(slice);
        long capacity = memory.u64(slice + 16);
        if (capacity > 0 && capacity < 1L << 40) {
            regions.addAround(start & -PAGE_BYTES, pageEnd(start + capacity * elementBytes), kind);
        }
    }

    private void addMarkBits() throws UnreadableMemory {
        int arenaBytes = process.layout().struct("runtime.gcBitsArena").size();
        int nextAt = process.layout().struct("runtime.gcBitsArena").offset("next");
        // After a lock: free, next, current, previous; each the head of a list.
        long lists = process.globals().address("runtime.gcBitsArenas");
        for (int list = 1; list <= 4; list++) {
            CircleGuard guard = new CircleGuard();
            long arena = memory.u64(lists + list * 8L);
            for (; arena != 0 && !guard.closes(arena); arena = memory.u64(arena + nextAt)) {
                regions.addAround(arena, arena + arenaBytes, GoRegions.Kind.METADATA_GC);
            }
        }
    }

    private void addProfile() throws UnreadableMemory {
        long table = memory.u64(process.globals().address("runtime.buckhash"));
        regions.addAround(
                table & -PAGE_BYTES, pageEnd(table + BUCKET_HASH_ENTRIES * 8L), GoRegions.Kind.METADATA_PROFILE);
        int nextAt = process.layout().struct("runtime.bucket").offset("allnext");
        CircleGuard guard = new CircleGuard();
        long lastPage = 0;
        long bucket = memory.u64(process.globals().address("runtime.mbuckets"));
        for (; bucket != 0 && !guard.closes(bucket); bucket = memory.u64(bucket + nextAt)) {
            lastPage = addPage(bucket, lastPage, GoRegions.Kind.METADATA_PROFILE);
        }
    }

    private void addChunks() throws UnreadableMemory {
        CircleGuard guard = new CircleGuard();
        long chunk = memory.u64(process.globals().address("runtime.persistentChunks"));
        for (; chunk != 0 && !guard.closes(chunk); chunk = memory.u64(chunk)) {
            regions.addAround(chunk, chunk + CHUNK_BYTES, GoRegions.Kind.METADATA_OTHER);
        }
    }

    private static long pageEnd(long address) {
        return (address + PAGE_BYTES - 1) & -PAGE_BYTES;
    }
}
