package dev.blindspot.golang.heap;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The order of spans by rising address, for columns: without an object for each span, and without a second column: what moves
 * goes around in circles.
 *
 * <p>Threads: one.
 */
final class ByAddress {
    /** More than the number of a span has; with the number of its first page it fits a word. */
    private static final int SPAN_BITS = 28;

    private final int[] order;
    private final BitSet placed = new BitSet();

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

    void sort(long[] column) {
        placed.clear();
        for (int i = placed.nextClearBit(0); i < order.length; i = placed.nextClearBit(i)) {
            long first = column[i];
            int at = i;
            for (int from = order[i]; from != i; from = order[from]) {
                column[at] = column[from];
                placed.set(at);
                at = from;
            }
            column[at] = first;
            placed.set(at);
        }
    }

    void sort(int[] column) {
        placed.clear();
        for (int i = placed.nextClearBit(0); i < order.length; i = placed.nextClearBit(i)) {
            int first = column[i];
            int at = i;
            for (int from = order[i]; from != i; from = order[from]) {
                column[at] = column[from];
                placed.set(at);
                at = from;
            }
            column[at] = first;
            placed.set(at);
        }
    }

    void sort(char[] column) {
        placed.clear();
        for (int i = placed.nextClearBit(0); i < order.length; i = placed.nextClearBit(i)) {
            char first = column[i];
            int at = i;
            for (int from = order[i]; from != i; from = order[from]) {
                column[at] = column[from];
                placed.set(at);
                at = from;
            }
            column[at] = first;
            placed.set(at);
        }
    }

    void sort(byte[] column) {
        placed.clear();
        for (int i = placed.nextClearBit(0); i < order.length; i = placed.nextClearBit(i)) {
            byte first = column[i];
            int at = i;
            for (int from = order[i]; from != i; from = order[from]) {
                column[at] = column[from];
                placed.set(at);
                at = from;
            }
            column[at] = first;
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
