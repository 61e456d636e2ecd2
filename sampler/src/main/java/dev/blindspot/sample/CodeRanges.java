package dev.blindspot.sample;

import java.util.Arrays;

/**
 * Where the target has executable memory, to notice that some of it goes.
 *
 * <p>Threads: the drain. Allocation: only when code is added.
 */
final class CodeRanges {
    private long[] starts = new long[0];
    private long[] ends = new long[0];

    /** Adds a range; one at the same start is replaced. */
    void add(long start, long end) {
        int place = Arrays.binarySearch(starts, start);
        if (place < 0) {
            int at = -place - 1;
            starts = inserted(starts, at, start);
            ends = inserted(ends, at, end);
        } else {
            ends[place] = end;
        }
    }

    /** Takes out every range that a range touches; whether there was one. */
    boolean remove(long start, long end) {
        int found = Arrays.binarySearch(starts, start);
        int first = found >= 0 ? found : -found - 1;
        if (first > 0 && ends[first - 1] > start) {
            first--;
        }
        int last = first;
        while (last < starts.length && starts[last] < end) {
            last++;
        }
        if (first == last) {
            return false;
        }
        starts = without(starts, first, last);
        ends = without(ends, first, last);
        return true;
    }

    private static long[] inserted(long[] from, int at, long value) {
        long[] to = new long[from.length + 1];
        System.arraycopy(from, 0, to, 0, at);
        to[at] = value;
        System.arraycopy(from, at, to, at + 1, from.length - at);
        return to;
    }

    private static long[] without(long[] from, int first, int last) {
        long[] to = new long[from.length - (last - first)];
        System.arraycopy(from, 0, to, 0, first);
        System.arraycopy(from, last, to, first, from.length - last);
        return to;
    }
}
