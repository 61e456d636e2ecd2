package dev.blindspot.sample;

import java.util.Arrays;

/**
 * Where the target has executable memory, and of which file, to notice that some of it goes.
 *
 * <p>Threads: the drain. Allocation: only when code is added or split.
 */
final class CodeRanges {
    /** Is told of each range that goes as a whole. */
    @FunctionalInterface
    interface Gone {
        void gone(long start, long end, int pathId);
    }

    private static final Gone NOBODY = (start, end, pathId) -> {};

    private long[] starts = new long[0];
    private long[] ends = new long[0];
    private int[] paths = new int[0];

    /** Adds a range; what was there before is gone. */
    void add(long start, long end, int pathId) {
        remove(start, end, NOBODY);
        insert(firstAfter(start), start, end, pathId);
    }

    /** The file of the first code at an address or above, within reach of it; 0 for none, and for code of no file. */
    int pathAbove(long address, long reach) {
        int first = firstAfter(address);
        return first < starts.length && starts[first] - address < reach ? paths[first] : 0;
    }

    /** Takes a range out; whether code was in it. */
    boolean remove(long start, long end) {
        return remove(start, end, NOBODY);
    }

    /** Takes a range out; whether code was in it. Of a range that it cuts the rest stays. */
    boolean remove(long start, long end, Gone gone) {
        int first = firstAfter(start);
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
        long headStart = starts[first];
        long tailEnd = ends[last - 1];
        int headPath = paths[first];
        int tailPath = paths[last - 1];
        for (int i = first; i < last; i++) {
            if (starts[i] >= start && ends[i] <= end) {
                gone.gone(starts[i], ends[i], paths[i]);
            }
        }
        starts = without(starts, first, last);
        ends = without(ends, first, last);
        paths = without(paths, first, last);
        if (tailEnd > end) {
            insert(first, end, tailEnd, tailPath);
        }
        if (headStart < start) {
            insert(first, headStart, start, headPath);
        }
        return true;
    }

    /** Place of the first range that begins at an address or above. */
    private int firstAfter(long address) {
        int found = Arrays.binarySearch(starts, address);
        return found >= 0 ? found : -found - 1;
    }

    private void insert(int at, long start, long end, int pathId) {
        starts = inserted(starts, at, start);
        ends = inserted(ends, at, end);
        int[] to = new int[paths.length + 1];
        System.arraycopy(paths, 0, to, 0, at);
        to[at] = pathId;
        System.arraycopy(paths, at, to, at + 1, paths.length - at);
        paths = to;
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

    private static int[] without(int[] from, int first, int last) {
        int[] to = new int[from.length - (last - first)];
        System.arraycopy(from, 0, to, 0, first);
        System.arraycopy(from, last, to, first, from.length - last);
        return to;
    }
}
