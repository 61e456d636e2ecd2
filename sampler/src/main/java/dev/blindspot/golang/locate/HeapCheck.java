package dev.blindspot.golang.locate;

import dev.blindspot.golang.layout.GoLayout;
import dev.blindspot.golang.layout.StructLayout;
import java.util.Map;

/**
 * Checks that {@code runtime.mheap_} is where it was found and as the layout has it: its page allocator points back to its
 * lock and to the heap's statistics, and each of its allocators says of what size its structures are. No type describes it.
 *
 * <p>Threads: one. Source: runtime/mheap.go init, runtime/mpagealloc.go init (Go 1.19 to 1.27).
 */
final class HeapCheck {
    private static final Map<String, String> ALLOCATED = Map.of(
            "spanalloc", "runtime.mspan",
            "cachealloc", "runtime.mcache",
            "specialfinalizeralloc", "runtime.specialfinalizer",
            "specialCleanupAlloc", "runtime.specialCleanup",
            "specialprofilealloc", "runtime.specialprofile",
            "specialPinCounterAlloc", "runtime.specialPinCounter",
            "specialWeakHandleAlloc", "runtime.specialWeakHandle");

    private HeapCheck() {}

    static void check(TargetMemory memory, GoLayout layout, Globals globals) throws UnreadableMemory {
        long heapAt = globals.address("runtime.mheap_");
        StructLayout heap = layout.struct("runtime.mheap");
        StructLayout pages = layout.struct("runtime.pageAlloc");
        long pagesAt = heapAt + heap.offset("pages");
        long statistics = globals.address("runtime.memstats")
                + layout.struct("runtime.mstats").offset("gcMiscSys");
        boolean pointsBack = memory.u64(pagesAt + pages.offset("mheapLock")) == heapAt + heap.offset("lock")
                && memory.u64(pagesAt + pages.offset("sysStat")) == statistics;
        if (!pointsBack) {
            throw new UnreadableMemory("what is at " + TargetMemory.hex(heapAt) + " is not the heap of "
                    + layout.release() + ": it does not point to itself");
        }
        int sizeAt = layout.struct("runtime.fixalloc").offset("size");
        for (Map.Entry<String, String> allocated : ALLOCATED.entrySet()) {
            if (heap.has(allocated.getKey())) {
                long bytes = memory.u64(heapAt + heap.offset(allocated.getKey()) + sizeAt);
                if (bytes != layout.struct(allocated.getValue()).size()) {
                    throw new UnreadableMemory("the heap allocates a " + allocated.getValue() + " of " + bytes
                            + " bytes, that of " + layout.release() + " has "
                            + layout.struct(allocated.getValue()).size());
                }
            }
        }
    }
}
