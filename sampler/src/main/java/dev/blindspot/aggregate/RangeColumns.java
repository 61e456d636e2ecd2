package dev.blindspot.aggregate;

import java.util.Arrays;

/** The fields of a {@link RangeTable}'s ranges, a primitive array each; the table says which slot is whose. */
final class RangeColumns {
    long[] starts = new long[0];
    long[] ends = new long[0];
    /** When the range came to be at this address: monotonic ns. */
    long[] placed = new long[0];
    /** Twice the call's index, plus 1 where a cut has told of the range. */
    private int[] tags = new int[0];

    void put(int slot, long start, long end, long placedNanos, int call, boolean given) {
        starts[slot] = start;
        ends[slot] = end;
        placed[slot] = placedNanos;
        tags[slot] = call << 1;
        given(slot, given);
    }

    int call(int slot) {
        return tags[slot] >> 1;
    }

    boolean given(int slot) {
        return (tags[slot] & 1) != 0;
    }

    void given(int slot, boolean given) {
        tags[slot] = (tags[slot] & ~1) | (given ? 1 : 0);
    }

    void move(int from, int to, int count) {
        if (count > 0 && from != to) {
            System.arraycopy(starts, from, starts, to, count);
            System.arraycopy(ends, from, ends, to, count);
            System.arraycopy(placed, from, placed, to, count);
            System.arraycopy(tags, from, tags, to, count);
        }
    }

    void grow(int slots) {
        starts = Arrays.copyOf(starts, slots);
        ends = Arrays.copyOf(ends, slots);
        placed = Arrays.copyOf(placed, slots);
        tags = Arrays.copyOf(tags, slots);
    }
}
