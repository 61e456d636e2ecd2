package dev.blindspot.linux.perf;

import java.util.Arrays;

/** A hash table of positive ints by non-zero longs; a look-up allocates nothing, growth does. */
public final class LongToInt {
    /** What an absent key gives. */
    public static final int NONE = 0;

    private long[] keys = new long[64];
    private int[] values = new int[64];
    private int used;

    /** The value of a key, {@link #NONE} if it has none. */
    public int get(long key) {
        return values[slot(keys, key)];
    }

    /** Sets a value; {@link #NONE} forgets the key, whose slot goes at the next growth. */
    public void put(long key, int value) {
        int slot = slot(keys, key);
        if (keys[slot] == 0) {
            if (value == NONE) {
                return;
            }
            keys[slot] = key;
            used++;
        }
        values[slot] = value;
        if (used * 2 > keys.length) {
            rebuild();
        }
    }

    /** Forgets all. */
    public void clear() {
        Arrays.fill(keys, 0);
        Arrays.fill(values, NONE);
        used = 0;
    }

    private void rebuild() {
        int live = (int) Arrays.stream(values).filter(value -> value != NONE).count();
        int length = Math.max(64, Integer.highestOneBit(live) * 8);
        long[] newKeys = new long[length];
        int[] newValues = new int[length];
        for (int i = 0; i < keys.length; i++) {
            if (values[i] != NONE) {
                int slot = slot(newKeys, keys[i]);
                newKeys[slot] = keys[i];
                newValues[slot] = values[i];
            }
        }
        keys = newKeys;
        values = newValues;
        used = live;
    }

    private static int slot(long[] table, long key) {
        int mask = table.length - 1;
        int slot = Long.hashCode(key * 0x9E3779B97F4A7C15L) & mask;
        while (table[slot] != 0 && table[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
