package dev.blindspot.elf;

import java.util.Arrays;

/** Functions of a symbol table, ordered by address. */
final class FunctionIndex {
    private final long[] addresses;
    private final long[] sizes;
    private final int[] names;

    private FunctionIndex(long[] addresses, long[] sizes, int[] names) {
        this.addresses = addresses;
        this.sizes = sizes;
        this.names = names;
    }

    /** Offset of the name of the function at an address, -1 if none is there. */
    long nameOffset(long address) {
        int at = Arrays.binarySearch(addresses, address);
        int nearest = at >= 0 ? at : -at - 2;
        if (nearest < 0) {
            return -1;
        }
        boolean covers = sizes[nearest] == 0 || address - addresses[nearest] < sizes[nearest];
        return covers ? names[nearest] & 0xffff_ffffL : -1;
    }

    static final class Builder {
        private long[] addresses = new long[1024];
        private long[] sizes = new long[1024];
        private int[] names = new int[1024];
        private int count;

        void add(long address, long size, int name) {
            if (count == addresses.length) {
                addresses = Arrays.copyOf(addresses, count * 2);
                sizes = Arrays.copyOf(sizes, count * 2);
                names = Arrays.copyOf(names, count * 2);
            }
            addresses[count] = address;
            sizes[count] = size;
            names[count++] = name;
        }

        /** Of several names at an address the one that covers most stays, of equal ones the first. */
        FunctionIndex build() {
            Integer[] order = new Integer[count];
            Arrays.setAll(order, i -> i);
            Arrays.sort(
                    order,
                    (a, b) -> addresses[a] != addresses[b]
                            ? Long.compare(addresses[a], addresses[b])
                            : Long.compare(sizes[b], sizes[a]));
            long[] sortedAddresses = new long[count];
            long[] sortedSizes = new long[count];
            int[] sortedNames = new int[count];
            int kept = 0;
            for (Integer i : order) {
                if (kept == 0 || sortedAddresses[kept - 1] != addresses[i]) {
                    sortedAddresses[kept] = addresses[i];
                    sortedSizes[kept] = sizes[i];
                    sortedNames[kept++] = names[i];
                }
            }
            return new FunctionIndex(
                    Arrays.copyOf(sortedAddresses, kept),
                    Arrays.copyOf(sortedSizes, kept),
                    Arrays.copyOf(sortedNames, kept));
        }
    }
}
