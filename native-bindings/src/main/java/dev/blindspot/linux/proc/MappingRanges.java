package dev.blindspot.linux.proc;

import java.util.Arrays;

/**
 * Ranges of addresses, sorted and without overlap; reused.
 *
 * <p>Threads: one. Allocation: none once the arrays have grown.
 */
public final class MappingRanges {
    private long[] starts = new long[256];
    private long[] ends = new long[256];
    private boolean[] inaccessible = new boolean[256];
    private int size;

    /** Forgets all. */
    public void clear() {
        size = 0;
    }

    /**
     * Adds a range behind the last; what overlaps it is cut off.
     *
     * <p>{@code maps} is read in pieces, between which a mapping may grow and come a second time.
     *
     * @param isInaccessible PROT_NONE: most likely a reservation without a page
     * @return its index, or -1 where nothing was left of it
     */
    public int add(long start, long end, boolean isInaccessible) {
        long from = size == 0 ? start : Math.max(start, ends[size - 1]);
        if (from < 0 || from >= end) {
            return -1;
        }
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
            inaccessible = Arrays.copyOf(inaccessible, size * 2);
        }
        starts[size] = from;
        ends[size] = end;
        inaccessible[size] = isInaccessible;
        return size++;
    }

    public int size() {
        return size;
    }

    public long start(int index) {
        return starts[index];
    }

    /** Address behind the last. */
    public long end(int index) {
        return ends[index];
    }

    boolean isInaccessible(int index) {
        return inaccessible[index];
    }
}
