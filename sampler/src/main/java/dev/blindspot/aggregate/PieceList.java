package dev.blindspot.aggregate;

import java.util.Arrays;

/**
 * A list of address ranges with the call each belongs to, over primitive arrays.
 *
 * <p>Keeps its memory when cleared; only growing beyond the largest use so far allocates.
 */
final class PieceList {
    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private int[] calls = new int[16];
    private int size;

    void clear() {
        size = 0;
    }

    void add(long start, long end, int call) {
        if (size == starts.length) {
            int capacity = 2 * size;
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            calls = Arrays.copyOf(calls, capacity);
        }
        starts[size] = start;
        ends[size] = end;
        calls[size] = call;
        size++;
    }

    int size() {
        return size;
    }

    long start(int index) {
        return starts[index];
    }

    long end(int index) {
        return ends[index];
    }

    int call(int index) {
        return calls[index];
    }
}
