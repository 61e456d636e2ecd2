package dev.blindspot.ledger;

import java.util.Arrays;

/**
 * A set of files by device and inode; reused.
 *
 * <p>Threads: one. Allocation: none once the table has grown. Layout: open addressing, two longs a slot, inode 0 is free.
 */
final class FileSet {
    private long[] slots = new long[128];
    private int size;

    void clear() {
        Arrays.fill(slots, 0);
        size = 0;
    }

    void add(long device, long inode) {
        if (inode == 0 || contains(device, inode)) {
            return;
        }
        if (++size > slots.length / 4) {
            grow();
        }
        put(device, inode);
    }

    boolean contains(long device, long inode) {
        int at = slot(device, inode);
        return inode != 0 && slots[at] == inode;
    }

    private void put(long device, long inode) {
        int at = slot(device, inode);
        slots[at] = inode;
        slots[at + 1] = device;
    }

    /** Where the file is, or the free slot it would take. */
    private int slot(long device, long inode) {
        int mask = slots.length - 2;
        int at = (int) (((inode * 31 + device) * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (slots[at] != 0 && (slots[at] != inode || slots[at + 1] != device)) {
            at = (at + 2) & mask;
        }
        return at;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0) {
                put(old[i + 1], old[i]);
            }
        }
    }
}
