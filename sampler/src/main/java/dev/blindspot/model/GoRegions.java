package dev.blindspot.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Address ranges of Go's runtime with what they hold: one a span of its heap, so a large process has a million of them; and
 * around them the arenas and chunks they are in.
 *
 * <p>A span in use is the allocated objects' by {@code slotsAllocated / slots} of its resident bytes, and
 * {@code go.heap.unused} by the rest.
 *
 * <p>Threads: immutable once built.
 */
public final class GoRegions {
    /** What a range holds; each is a category of the ledger. */
    public enum Kind {
        HEAP_SPAN,
        HEAP_FREE,
        STACKS,
        METADATA_MSPAN,
        METADATA_MCACHE,
        METADATA_GC,
        METADATA_SPECIALS,
        METADATA_PROFILE,
        METADATA_OTHER
    }

    /** Addresses of a process have 47 bits; with an index of 28 a page's number fits a word. */
    private static final long MAX_ADDRESS = 1L << 47;

    private static final int PAGE_BITS = 12;
    private static final int INDEX_BITS = 28;
    private static final int MAX_RANGES = (1 << INDEX_BITS) - 1;

    private final Ranges held;
    private final Ranges around;

    private GoRegions(Ranges held, Ranges around) {
        this.held = held;
        this.around = around;
    }

    /** Takes the parts of a range, by rising addresses. */
    public interface Parts {
        /**
         * A part.
         *
         * @param kind what it holds; null if it is not the runtime's
         * @param slotsAllocated of a {@link Kind#HEAP_SPAN}; else 0
         * @param slots likewise
         */
        void part(long start, long end, @Nullable Kind kind, int slotsAllocated, int slots);
    }

    /** Spans and other ranges there are. */
    public int size() {
        return held.size + around.size;
    }

    /** Cuts a range of addresses at the borders of what the runtime has in it. */
    public void split(long start, long end, Parts parts) {
        long at = start;
        for (int i = held.firstBehind(start); at < end; i++) {
            boolean last = i >= held.size || held.starts[i] >= end;
            long border = last ? end : Math.max(held.starts[i], at);
            if (at < border) {
                splitAround(at, border, parts);
            }
            if (last) {
                return;
            }
            at = Math.min(held.ends[i], end);
            parts.part(border, at, held.kinds[i], held.slotsAllocated[i], held.slots[i]);
        }
    }

    private void splitAround(long start, long end, Parts parts) {
        long at = start;
        for (int i = around.firstBehind(start); at < end; i++) {
            boolean last = i >= around.size || around.starts[i] >= end;
            long border = last ? end : Math.max(around.starts[i], at);
            if (at < border) {
                parts.part(at, border, null, 0, 0);
            }
            if (last) {
                return;
            }
            at = Math.min(around.ends[i], end);
            parts.part(border, at, around.kinds[i], 0, 0);
        }
    }

    /** Ranges as columns, by rising address. */
    private static final class Ranges {
        private int size;
        private long[] starts = new long[64];
        private long[] ends = new long[64];
        private Kind[] kinds = new Kind[64];
        private int[] slotsAllocated = new int[64];
        private int[] slots = new int[64];

        void add(long start, long end, Kind kind, int allocated, int count) {
            if (start <= 0 || start >= end || end > MAX_ADDRESS || size > MAX_RANGES) {
                return;
            }
            if (size == starts.length) {
                resize(size * 2);
            }
            starts[size] = start;
            ends[size] = end;
            kinds[size] = kind;
            slotsAllocated[size] = allocated;
            slots[size++] = count;
        }

        private void resize(int capacity) {
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            kinds = Arrays.copyOf(kinds, capacity);
            slotsAllocated = Arrays.copyOf(slotsAllocated, capacity);
            slots = Arrays.copyOf(slots, capacity);
        }

        /** By rising address; of what overlaps, the later one is cut. */
        Ranges sorted() {
            Ranges sorted = new Ranges();
            sorted.resize(Math.max(size, 1));
            long end = 0;
            for (int i : order()) {
                sorted.add(Math.max(starts[i], end), ends[i], kinds[i], slotsAllocated[i], slots[i]);
                end = Math.max(end, ends[i]);
            }
            return sorted;
        }

        /** Sorted by page and then, of the few in one page, by address; without an object for each. */
        private int[] order() {
            long[] keys = new long[size];
            for (int i = 0; i < size; i++) {
                keys[i] = starts[i] >>> PAGE_BITS << INDEX_BITS | i;
            }
            Arrays.sort(keys);
            int[] order = new int[size];
            for (int i = 0; i < size; i++) {
                int index = (int) (keys[i] & MAX_RANGES);
                int at = i;
                while (at > 0 && starts[order[at - 1]] > starts[index]) {
                    order[at] = order[at - 1];
                    at--;
                }
                order[at] = index;
            }
            return order;
        }

        /** The first that ends behind an address. */
        int firstBehind(long address) {
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
    }

    /** Collects ranges in any order. */
    public static final class Builder {
        private final Ranges held = new Ranges();
        private final Ranges around = new Ranges();

        /** Adds what holds one thing. */
        public void add(long start, long end, Kind kind) {
            held.add(start, end, kind, 0, 0);
        }

        /** Adds a span in use. */
        public void addSpan(long start, long end, int allocated, int count) {
            held.add(start, end, Kind.HEAP_SPAN, allocated, count);
        }

        /** Adds a range of which only that is {@code kind} which nothing else added holds. */
        public void addAround(long start, long end, Kind kind) {
            around.add(start, end, kind, 0, 0);
        }

        /** Sorts. */
        public GoRegions build() {
            return new GoRegions(held.sorted(), around.sorted());
        }
    }
}
