package dev.blindspot.aggregate;

import dev.blindspot.model.MappingKind;
import java.util.Arrays;

/**
 * The mapping calls of which a page is left: who made each, when, and how much of it remains. A call's index is used
 * again once it is gone.
 *
 * <p>A row of words each, for all of a call is asked for at once, and calls end in an order of their own: by columns each
 * end would miss the cache once a column.
 */
@SuppressWarnings("EnumOrdinal") // kept no longer than the process lives
final class CallTable {
    private static final MappingKind[] KINDS = MappingKind.values();

    private static final int SITE = 0;
    /** Low half: the kind's ordinal; high half: the weight. */
    private static final int KIND_AND_WEIGHT = 1;

    private static final int BORN = 2;
    private static final int MAPPED = 3;
    private static final int REMAINING = 4;
    private static final int WORDS = 5;

    private long[] words = new long[0];
    private int[] spare = new int[0];
    private int spares;

    CallTable(int capacity) {
        grow(capacity);
    }

    /** @param site index of its row, -1 for a mapping whose stack was not taken */
    int add(int site, MappingKind kind, int weight, long bornNanos, long bytes) {
        if (spares == 0) {
            grow(2 * spare.length);
        }
        int call = spare[--spares];
        int row = call * WORDS;
        words[row + SITE] = site;
        words[row + KIND_AND_WEIGHT] = (long) weight << 32 | kind.ordinal();
        words[row + BORN] = bornNanos;
        words[row + MAPPED] = bytes;
        words[row + REMAINING] = bytes;
        return call;
    }

    void free(int call) {
        spare[spares++] = call;
    }

    /** Doubles the room if more than half of it is used. */
    void reserve() {
        if (spares < spare.length / 2) {
            grow(2 * spare.length);
        }
    }

    int site(int call) {
        return (int) words[call * WORDS + SITE];
    }

    MappingKind kind(int call) {
        return KINDS[(int) words[call * WORDS + KIND_AND_WEIGHT]];
    }

    int weight(int call) {
        return (int) (words[call * WORDS + KIND_AND_WEIGHT] >>> 32);
    }

    long bornNanos(int call) {
        return words[call * WORDS + BORN];
    }

    /** Bytes the call mapped, later growth with them. */
    long mapped(int call) {
        return words[call * WORDS + MAPPED];
    }

    /** Bytes of it still mapped. */
    long remaining(int call) {
        return words[call * WORDS + REMAINING];
    }

    void grew(int call, long bytes) {
        words[call * WORDS + MAPPED] += bytes;
        words[call * WORDS + REMAINING] += bytes;
    }

    void shrank(int call, long bytes) {
        words[call * WORDS + REMAINING] -= bytes;
    }

    void move(int call, int site, MappingKind kind) {
        words[call * WORDS + SITE] = site;
        words[call * WORDS + KIND_AND_WEIGHT] = (long) weight(call) << 32 | kind.ordinal();
    }

    private void grow(int capacity) {
        int had = spare.length;
        words = Arrays.copyOf(words, Math.multiplyExact(capacity, WORDS));
        spare = Arrays.copyOf(spare, capacity);
        for (int call = capacity - 1; call >= had; call--) {
            spare[spares++] = call;
        }
    }
}
