package dev.blindspot.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the faults of an interval were, by stack and piece of 64 KiB: what is mapped there is looked up
 * later, by who reads the maps.
 *
 * <p>Threads: one. Allocation: at the cuts, and where an interval has more than twice the pieces of any before.
 */
final class FaultPlaces {
    private static final int PIECE_BITS = 16;
    private static final int LEAST_CAPACITY = 1 << 12;

    private int[] stacks = new int[LEAST_CAPACITY];
    private long[] addresses = new long[LEAST_CAPACITY];
    private long[] counts = new long[LEAST_CAPACITY];
    private int size;
    /** Open addressing: entry + 1, 0 free; at most half full. */
    private int[] index = new int[2 * LEAST_CAPACITY];

    void add(int stack, long address, int weight) {
        int slot = slotOf(stack, address);
        while (index[slot] != 0) {
            int entry = index[slot] - 1;
            if (stacks[entry] == stack && addresses[entry] >>> PIECE_BITS == address >>> PIECE_BITS) {
                counts[entry] += weight;
                return;
            }
            slot = (slot + 1) & (index.length - 1);
        }
        if (size == stacks.length) {
            grow(2 * size);
            add(stack, address, weight);
            return;
        }
        stacks[size] = stack;
        addresses[size] = address;
        counts[size] = weight;
        index[slot] = ++size;
    }

    /** Those since the last cut. */
    List<PlacedFaults> cut(long pageBytes) {
        List<PlacedFaults> faults = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            faults.add(new PlacedFaults(stacks[i], addresses[i], counts[i] * pageBytes, counts[i]));
        }
        Arrays.fill(index, 0);
        if (size > stacks.length / 2) {
            size = 0;
            grow(2 * stacks.length);
        }
        size = 0;
        return faults;
    }

    private int slotOf(int stack, long address) {
        long mixed = (31L * stack + (address >>> PIECE_BITS)) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & (index.length - 1);
    }

    private void grow(int capacity) {
        stacks = Arrays.copyOf(stacks, capacity);
        addresses = Arrays.copyOf(addresses, capacity);
        counts = Arrays.copyOf(counts, capacity);
        index = new int[2 * capacity];
        for (int i = 0; i < size; i++) {
            int slot = slotOf(stacks[i], addresses[i]);
            while (index[slot] != 0) {
                slot = (slot + 1) & (index.length - 1);
            }
            index[slot] = i + 1;
        }
    }
}
