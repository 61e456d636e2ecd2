package dev.blindspot.aggregate;

import java.util.Arrays;

/**
 * The ranges of a {@link RangeTable}, a row of four words each; the table says which slot is whose.
 *
 * <p>Rows and not columns: what is done with a range touches one cache line or two, and rows move by one copy.
 */
final class RangeRows {
    private static final int START = 0;
    private static final int END = 1;
    private static final int PLACED = 2;
    /** Twice the call's index, plus 1 where a cut has told of the range. */
    private static final int TAG = 3;

    private static final int WORDS = 4;

    private long[] words = new long[0];

    void put(int slot, long start, long end, long placedNanos, int call, boolean given) {
        int row = slot * WORDS;
        words[row + START] = start;
        words[row + END] = end;
        words[row + PLACED] = placedNanos;
        words[row + TAG] = tag(call, given);
    }

    long start(int slot) {
        return words[slot * WORDS + START];
    }

    void start(int slot, long start) {
        words[slot * WORDS + START] = start;
    }

    long end(int slot) {
        return words[slot * WORDS + END];
    }

    void end(int slot, long end) {
        words[slot * WORDS + END] = end;
    }

    /** When the range came to be at this address: monotonic ns. */
    long placed(int slot) {
        return words[slot * WORDS + PLACED];
    }

    int call(int slot) {
        return (int) (words[slot * WORDS + TAG] >> 1);
    }

    boolean given(int slot) {
        return (words[slot * WORDS + TAG] & 1) != 0;
    }

    void given(int slot, boolean given) {
        words[slot * WORDS + TAG] = tag(call(slot), given);
    }

    /** The first slot of those between two, which are sorted, that starts above an address. */
    int firstStartAbove(int fromSlot, int toSlot, long address) {
        return firstAbove(START, fromSlot, toSlot, address);
    }

    /** The first slot of those between two, which are sorted, that ends above an address. */
    int firstEndAbove(int fromSlot, int toSlot, long address) {
        return firstAbove(END, fromSlot, toSlot, address);
    }

    private int firstAbove(int field, int fromSlot, int toSlot, long address) {
        int from = fromSlot;
        int to = toSlot;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (words[middle * WORDS + field] > address) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    void move(int from, int to, int count) {
        if (count > 0 && from != to) {
            System.arraycopy(words, from * WORDS, words, to * WORDS, count * WORDS);
        }
    }

    void grow(int slots) {
        words = Arrays.copyOf(words, Math.multiplyExact(slots, WORDS));
    }

    private static long tag(int call, boolean given) {
        return (long) call << 1 | (given ? 1 : 0);
    }
}
