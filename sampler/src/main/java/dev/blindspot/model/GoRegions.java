package dev.blindspot.model;

import java.util.Arrays;
import java.util.List;
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

    /** Addresses of a process have 48 bits on arm64, 47 on amd64; with an index of 27 a page's number fits a word. */
    private static final long MAX_ADDRESS = 1L << 48;

    private static final int PAGE_BITS = 12;
    private static final int INDEX_BITS = 27;
    private static final int MAX_RANGES = (1 << INDEX_BITS) - 1;

    /** Spans, other things that hold one thing, and what is around both: a range counts where none before it has one. */
    private final List<Ranges> layers;

    private GoRegions(List<Ranges> layers) {
        this.layers = layers;
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
        return layers.stream().mapToInt(ranges -> ranges.size).sum();
    }

    /** Cuts a range of addresses at the borders of what the runtime has in it. */
    public void split(long start, long end, Parts parts) {
        split(0, start, end, parts);
    }

    private void split(int layer, long start, long end, Parts parts) {
        if (layer == layers.size()) {
            parts.part(start, end, null, 0, 0);
            return;
        }
        Ranges ranges = layers.get(layer);
        long at = start;
        for (int i = ranges.firstBehind(start); at < end; i++) {
            boolean last = i >= ranges.size || ranges.starts[i] >= end;
            long border = last ? end : Math.max(ranges.starts[i], at);
            if (at < border) {
                split(layer + 1, at, border, parts);
            }
            if (last) {
                return;
            }
            at = Math.min(ranges.ends[i], end);
            parts.part(border, at, ranges.kind(i), ranges.slotsAllocated[i], ranges.slots[i]);
        }
    }

    /** Ranges as columns: a large process has a million, and all that Blindspot keeps of it is to be small. */
    private static final class Ranges {
        private static final Kind[] KINDS = Kind.values();

        private int size;
        private long[] starts = new long[64];
        private long[] ends = new long[64];
        private byte[] kinds = new byte[64];
        private char[] slotsAllocated = new char[64];
        private char[] slots = new char[64];

        void add(long start, long end, Kind kind, int allocated, int count) {
            if (start <= 0 || start >= end || end > MAX_ADDRESS || size > MAX_RANGES) {
                return;
            }
            if (size == starts.length) {
                resize(size + size / 2 + 1);
            }
            starts[size] = start;
            ends[size] = end;
            kinds[size] = (byte) kind.ordinal();
            slotsAllocated[size] = (char) Math.clamp(allocated, 0, Character.MAX_VALUE);
            slots[size++] = (char) Math.clamp(count, 0, Character.MAX_VALUE);
        }

        Kind kind(int range) {
            return KINDS[kinds[range]];
        }

        /** Has room for so many. */
        void resize(int capacity) {
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            kinds = Arrays.copyOf(kinds, capacity);
            slotsAllocated = Arrays.copyOf(slotsAllocated, capacity);
            slots = Arrays.copyOf(slots, capacity);
        }

        /** By rising address; of what overlaps, the later one is cut. */
        Ranges sorted() {
            Ranges sorted = isSorted() ? this : reordered();
            sorted.cut();
            return sorted;
        }

        private boolean isSorted() {
            for (int i = 1; i < size; i++) {
                if (starts[i - 1] > starts[i]) {
                    return false;
                }
            }
            return true;
        }

        private Ranges reordered() {
            Ranges sorted = new Ranges();
            sorted.resize(size);
            for (int i : order()) {
                sorted.add(starts[i], ends[i], kind(i), slotsAllocated[i], slots[i]);
            }
            return sorted;
        }

        /** Of what overlaps, the later one begins where the earlier ends. */
        private void cut() {
            int kept = 0;
            long end = 0;
            for (int i = 0; i < size; i++) {
                long start = Math.max(starts[i], end);
                end = Math.max(end, ends[i]);
                if (start < ends[i]) {
                    starts[kept] = start;
                    ends[kept] = ends[i];
                    kinds[kept] = kinds[i];
                    slotsAllocated[kept] = slotsAllocated[i];
                    slots[kept++] = slots[i];
                }
            }
            size = kept;
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

    /** Collects ranges in any order; those that come by rising address cost least. */
    public static final class Builder {
        private final Ranges spans = new Ranges();
        private final Ranges held = new Ranges();
        private final Ranges around = new Ranges();

        /** Makes room for so many spans. */
        public void expectSpans(int count) {
            spans.resize(Math.max(spans.size + count, 1));
        }

        /** Adds a span of objects. */
        public void addSpan(long start, long end, int allocated, int count) {
            spans.add(start, end, Kind.HEAP_SPAN, allocated, count);
        }

        /** Adds a span of something else. */
        public void addSpan(long start, long end, Kind kind) {
            spans.add(start, end, kind, 0, 0);
        }

        /** Adds what holds one thing and is no span. */
        public void add(long start, long end, Kind kind) {
            held.add(start, end, kind, 0, 0);
        }

        /** Adds a range of which only that is {@code kind} which nothing else added holds. */
        public void addAround(long start, long end, Kind kind) {
            around.add(start, end, kind, 0, 0);
        }

        /** Sorts. */
        public GoRegions build() {
            return new GoRegions(List.of(spans.sorted(), held.sorted(), around.sorted()));
        }
    }
}
