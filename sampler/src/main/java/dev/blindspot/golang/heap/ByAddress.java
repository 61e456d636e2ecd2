package dev.blindspot.golang.heap;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The order of spans by rising address, for columns: without an object for each span, and without second columns: what moves
 * goes around in circles.
 *
 * <p>Threads: one.
 */
final class ByAddress {
    /** What is brought in order. */
    @FunctionalInterface
    interface Rows {
        /** Copies a row, of all columns, to another place. */
        void move(int from, int to);
    }

    /** More than the number of a span has; with the number of its first page it fits a word. */
    private static final int SPAN_BITS = 28;

    private final int[] order;

    ByAddress(long[] starts, int size) {
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            keys[i] = ((starts[i] / Spans.PAGE_BYTES) << SPAN_BITS) | i;
        }
        Arrays.sort(keys);
        order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = (int) (keys[i] & ((1 << SPAN_BITS) - 1));
        }
    }

    /** Brings rows in order; behind the last there is room to put one aside. */
    void sort(Rows rows) {
        int aside = order.length;
        BitSet placed = new BitSet(order.length);
        for (int i = 0; i < order.length; i = placed.nextClearBit(i)) {
            rows.move(i, aside);
            int at = i;
            for (int from = order[i]; from != i; from = order[from]) {
                rows.move(from, at);
                placed.set(at);
                at = from;
            }
            rows.move(aside, at);
            placed.set(at);
        }
    }

    /** Where each is now, by where it was. */
    int[] places() {
        int[] places = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            places[order[i]] = i;
        }
        return places;
    }
}
