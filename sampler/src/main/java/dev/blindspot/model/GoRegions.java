package dev.blindspot.model;

import java.util.Arrays;

/**
 * Address ranges of Go's runtime with what they hold, by rising address, without overlap; off the heap of objects one entry
 * a span, so a large process has a million of them.
 *
 * <p>A span in use is the allocated objects' by {@code slotsAllocated / slots} of its resident bytes, and
 * {@code go.heap.unused} by the rest.
 *
 * <p>Threads: immutable once built.
 */
public final class GoRegions {
    /** What a range holds; the names are the ledger's. */
    public enum Kind {
        HEAP_SPAN("go.heap.objects"),
        HEAP_FREE("go.heap.free"),
        STACKS("go.stacks"),
        METADATA_MSPAN("go.metadata.mspan"),
        METADATA_MCACHE("go.metadata.mcache"),
        METADATA_GC("go.metadata.gc"),
        METADATA_SPECIALS("go.metadata.specials"),
        METADATA_PROFILE("go.metadata.profile"),
        METADATA_OTHER("go.metadata.other");

        private final String category;

        Kind(String category) {
            this.category = category;
        }

        /** The ledger's category. */
        public String category() {
            return category;
        }
    }

    private final int size;
    private final long[] starts;
    private final long[] ends;
    private final Kind[] kinds;
    private final int[] slotsAllocated;
    private final int[] slots;

    private GoRegions(Builder builder) {
        size = builder.size;
        starts = builder.starts;
        ends = builder.ends;
        kinds = builder.kinds;
        slotsAllocated = builder.slotsAllocated;
        slots = builder.slots;
    }

    public int size() {
        return size;
    }

    public long start(int index) {
        return starts[index];
    }

    /** Address after the last. */
    public long end(int index) {
        return ends[index];
    }

    public Kind kind(int index) {
        return kinds[index];
    }

    /** Of {@link Kind#HEAP_SPAN}; else 0. */
    public int slotsAllocated(int index) {
        return slotsAllocated[index];
    }

    /** Likewise. */
    public int slots(int index) {
        return slots[index];
    }

    /** Index of the range that holds an address, else that of the next one behind it, else {@link #size}. */
    public int indexOf(long address) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Collects ranges in any order. Of those that overlap, what was added first keeps its addresses. */
    public static final class Builder {
        private int size;
        private long[] starts = new long[256];
        private long[] ends = new long[256];
        private Kind[] kinds = new Kind[256];
        private int[] slotsAllocated = new int[256];
        private int[] slots = new int[256];

        /** Adds a range without slots. */
        public void add(long start, long end, Kind kind) {
            add(start, end, kind, 0, 0);
        }

        /** Adds a span in use. */
        public void addSpan(long start, long end, int allocated, int count) {
            add(start, end, Kind.HEAP_SPAN, allocated, count);
        }

        private void add(long start, long end, Kind kind, int allocated, int count) {
            if (start < 0 || start >= end) {
                return;
            }
            if (size == starts.length) {
                grow();
            }
            starts[size] = start;
            ends[size] = end;
            kinds[size] = kind;
            slotsAllocated[size] = allocated;
            slots[size++] = count;
        }

        private void grow() {
            int capacity = starts.length * 2;
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            kinds = Arrays.copyOf(kinds, capacity);
            slotsAllocated = Arrays.copyOf(slotsAllocated, capacity);
            slots = Arrays.copyOf(slots, capacity);
        }

        /** Sorts and cuts overlaps. */
        public GoRegions build() {
            return new GoRegions(this);
        }
    }
}
