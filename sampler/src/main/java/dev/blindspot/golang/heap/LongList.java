package dev.blindspot.golang.heap;

import java.util.Arrays;
import java.util.function.LongPredicate;

/** Addresses, in the order they came. Threads: one. */
final class LongList {
    private long[] values = {};
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.max(16, 2 * size));
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    /** How many are such. */
    long count(LongPredicate such) {
        return Arrays.stream(values, 0, size).filter(such).count();
    }
}
