package dev.blindspot.golang.heap;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The runtime's accounts of its memory, read twice over: what the heap's statistics sum to, and what the collector's
 * controller counts. Where both agree they are of one moment ({@link #agree}).
 *
 * <p>The statistics are in three parts which threads add to in turn; what each P allocated since its cache was last
 * flushed is in none of them and is added from the spans of its cache, as {@code runtime.ReadMemStats} would by a flush.
 *
 * <p>Units: bytes and objects. Threads: one. Source: runtime/mstats.go, runtime/mcache.go (Go 1.19 to 1.27).
 */
final class HeapAccounts {
    private static final int PARTS = 3;
    private static final int MAX_PROCESSORS = 1 << 16;

    private final GoProcess process;
    private final TargetMemory memory;
    private final StructLayout stats;
    private final StructLayout delta;
    private final StructLayout controller;
    private final StructLayout heap;
    private final List<Integer> classBytes;
    private final long[] mallocs;
    private final long[] frees;
    private MemorySegment statsBytes = MemorySegment.NULL;
    private MemorySegment controllerBytes = MemorySegment.NULL;
    private long spanStructures;
    private long cacheStructures;
    private boolean moved;
    private long tiny;
    private long totalAlloc;
    private long totalFree;

    HeapAccounts(GoProcess process) {
        this.process = process;
        this.memory = process.memory();
        this.stats = process.layout().struct("runtime.mstats");
        this.delta = process.layout().struct("runtime.heapStatsDelta");
        this.controller = process.layout().struct("runtime.gcControllerState");
        this.heap = process.layout().struct("runtime.mheap");
        this.classBytes = process.layout().sizeClasses();
        this.mallocs = new long[classBytes.size()];
        this.frees = new long[classBytes.size()];
    }

    /** Reads both, the statistics first, between two looks at what is no part of them. */
    void read() throws UnreadableMemory {
        long statsAt = process.globals().address("runtime.memstats");
        long controllerAt = process.globals().address("runtime.gcController");
        spanStructures = structures("spanalloc");
        cacheStructures = structures("cachealloc");
        statsBytes = memory.copy(statsAt, stats.size());
        controllerBytes = memory.copy(controllerAt, controller.size());
        moved = spanStructures != structures("spanalloc") || cacheStructures != structures("cachealloc");
    }

    /** Whether the identities hold that the runtime itself checks with the world stopped. */
    boolean agree() {
        return !moved
                && inUse() == part("inHeap")
                && released() == part("released")
                && inUse() + free() == part("committed") - notHeap()
                && controlled("mappedReady") == sys() - released();
    }

    /** Adds what was allocated from caches that were not flushed. */
    void addCaches() throws UnreadableMemory {
        tiny = part("tinyAllocCount");
        for (int i = 0; i < mallocs.length; i++) {
            mallocs[i] = part(delta.offset("smallAllocCount") + i * 8L);
            frees[i] = part(delta.offset("smallFreeCount") + i * 8L);
        }
        long processors = process.globals().address("runtime.allp");
        long array = memory.fresh(processors);
        long count = memory.fresh(processors + 8);
        if (count < 0 || count > MAX_PROCESSORS) {
            throw new UnreadableMemory("a list of " + count + " processors");
        }
        int cacheAt = process.layout().struct("runtime.p").offset("mcache");
        for (long i = 0; i < count; i++) {
            long cache = memory.u64(memory.u64(array + i * 8) + cacheAt);
            if (cache != 0) {
                addCache(cache);
            }
        }
        totalAlloc = part("largeAlloc");
        totalFree = part("largeFree");
        for (int i = 0; i < mallocs.length; i++) {
            totalAlloc += mallocs[i] * classBytes.get(i);
            totalFree += frees[i] * classBytes.get(i);
        }
    }

    private void addCache(long cache) throws UnreadableMemory {
        StructLayout at = process.layout().struct("runtime.mcache");
        StructLayout span = process.layout().struct("runtime.mspan");
        tiny += memory.u64(cache + at.offset("tinyAllocs"));
        for (int i = 0; i < mallocs.length * 2; i++) {
            long cached = memory.u64(cache + at.offset("alloc") + i * 8L);
            // An empty one stands where there is none: it has no pages.
            if (cached != 0 && memory.u64(cached + span.offset("startAddr")) != 0) {
                mallocs[i / 2] += memory.u16(cached + span.offset("allocCount"))
                        - memory.u16(cached + span.offset("allocCountBeforeCache"));
            }
        }
    }

    private long part(String field) {
        return delta.has(field) ? part(delta.offset(field)) : 0;
    }

    private long part(long offset) {
        long sum = 0;
        for (int i = 0; i < PARTS; i++) {
            sum += statsBytes.get(JAVA_LONG, stats.offset("heapStats") + (long) i * delta.size() + offset);
        }
        return sum;
    }

    /** A field of {@code runtime.memstats}. */
    long stat(String field) {
        return statsBytes.get(JAVA_LONG, stats.offset(field));
    }

    long stat(String field, int index) {
        return statsBytes.get(JAVA_LONG, stats.offset(field) + index * 8L);
    }

    int stat32(String field) {
        return statsBytes.get(JAVA_INT, stats.offset(field));
    }

    /** A field of {@code runtime.gcController}. */
    long controlled(String field) {
        return controllerBytes.get(JAVA_LONG, controller.offset(field));
    }

    int controlled32(String field) {
        return controllerBytes.get(JAVA_INT, controller.offset(field));
    }

    long inUse() {
        return controlled("heapInUse");
    }

    long free() {
        return controlled("heapFree");
    }

    long released() {
        return controlled("heapReleased");
    }

    long stacks() {
        return part("inStacks");
    }

    /** Bytes of heap the collector uses for itself. */
    long workBuffers() {
        return part("inWorkBufs") + part("inPtrScalarBits");
    }

    private long notHeap() {
        return stacks() + workBuffers();
    }

    long sys() {
        return inUse()
                + free()
                + released()
                + stat("stacks_sys")
                + stat("mspan_sys")
                + stat("mcache_sys")
                + stat("buckhash_sys")
                + stat("gcMiscSys")
                + stat("other_sys")
                + notHeap();
    }

    long totalAlloc() {
        return totalAlloc;
    }

    long totalFree() {
        return totalFree;
    }

    long mallocs(int sizeClass) {
        return mallocs[sizeClass];
    }

    long frees(int sizeClass) {
        return frees[sizeClass];
    }

    long mallocs() {
        return part("largeAllocCount") + sum(mallocs) + tiny;
    }

    long frees() {
        return part("largeFreeCount") + sum(frees) + tiny;
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /** Bytes in use of spans' structures. */
    long spanStructures() {
        return spanStructures;
    }

    /** Bytes in use of caches. */
    long cacheStructures() {
        return cacheStructures;
    }

    /** Bytes in use of an allocator of the heap's own structures, such as {@code spanalloc}. */
    private long structures(String allocator) throws UnreadableMemory {
        return memory.fresh(process.globals().address("runtime.mheap_")
                + heap.offset(allocator)
                + process.layout().struct("runtime.fixalloc").offset("inuse"));
    }
}
