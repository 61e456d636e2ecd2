package dev.blindspot.aggregate;

import dev.blindspot.model.MappingKind;
import java.util.Arrays;

/**
 * The mapping calls of which a page is left: who made each, when, and how much of it remains. Primitive arrays; a
 * call's index is used again once it is gone.
 */
final class CallTable {
    private int[] sites;
    private MappingKind[] kinds;
    private int[] weights;
    private long[] born;
    private long[] mapped;
    private long[] remaining;
    private int[] spare;
    private int spares;

    CallTable(int capacity) {
        sites = new int[0];
        kinds = new MappingKind[0];
        weights = new int[0];
        born = new long[0];
        mapped = new long[0];
        remaining = new long[0];
        spare = new int[0];
        grow(capacity);
    }

    /** @param site index of its row, -1 for a mapping whose stack was not taken */
    int add(int site, MappingKind kind, int weight, long bornNanos, long bytes) {
        if (spares == 0) {
            grow(2 * sites.length);
        }
        int call = spare[--spares];
        sites[call] = site;
        kinds[call] = kind;
        weights[call] = weight;
        born[call] = bornNanos;
        mapped[call] = bytes;
        remaining[call] = bytes;
        return call;
    }

    void free(int call) {
        spare[spares++] = call;
    }

    /** Doubles the room if more than half of it is used. */
    void reserve() {
        if (spares < sites.length / 2) {
            grow(2 * sites.length);
        }
    }

    int site(int call) {
        return sites[call];
    }

    MappingKind kind(int call) {
        return kinds[call];
    }

    int weight(int call) {
        return weights[call];
    }

    long bornNanos(int call) {
        return born[call];
    }

    /** Bytes the call mapped, later growth with them. */
    long mapped(int call) {
        return mapped[call];
    }

    /** Bytes of it still mapped. */
    long remaining(int call) {
        return remaining[call];
    }

    void grew(int call, long bytes) {
        mapped[call] += bytes;
        remaining[call] += bytes;
    }

    void shrank(int call, long bytes) {
        remaining[call] -= bytes;
    }

    void move(int call, int site, MappingKind kind) {
        sites[call] = site;
        kinds[call] = kind;
    }

    private void grow(int capacity) {
        int had = sites.length;
        sites = Arrays.copyOf(sites, capacity);
        kinds = Arrays.copyOf(kinds, capacity);
        weights = Arrays.copyOf(weights, capacity);
        born = Arrays.copyOf(born, capacity);
        mapped = Arrays.copyOf(mapped, capacity);
        remaining = Arrays.copyOf(remaining, capacity);
        spare = Arrays.copyOf(spare, capacity);
        for (int call = capacity - 1; call >= had; call--) {
            spare[spares++] = call;
        }
    }
}
