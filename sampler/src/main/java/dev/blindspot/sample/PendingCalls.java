package dev.blindspot.sample;

/**
 * What the enter of a system call told, until its exit comes: one word for each thread and role.
 *
 * <p>Threads: the drain. Allocation: only when the table grows.
 */
final class PendingCalls {
    /** No word; no address and no time has this value. */
    static final long NONE = Long.MIN_VALUE;

    private long[] keys = new long[1024];
    private long[] values = new long[1024];
    private int size;

    /** Remembers a word; an earlier one of the same thread and role is forgotten, for its exit was lost. */
    void put(int tid, int role, long value) {
        long key = key(tid, role);
        int slot = slot(key);
        if (keys[slot] == 0) {
            keys[slot] = key;
            size++;
        }
        values[slot] = value;
        if (size * 2 > keys.length) {
            grow();
        }
    }

    /** Gives the word and forgets it; {@link #NONE} if there is none, for its enter was lost or came before the attach. */
    long take(int tid, int role) {
        int slot = slot(key(tid, role));
        if (keys[slot] == 0) {
            return NONE;
        }
        long value = values[slot];
        remove(slot);
        return value;
    }

    private static long key(int tid, int role) {
        return (((long) tid << 8) | role) + 1;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 33) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Takes out one entry and moves up those behind it that a gap would hide. */
    private void remove(int slot) {
        int mask = keys.length - 1;
        keys[slot] = 0;
        size--;
        for (int next = (slot + 1) & mask; keys[next] != 0; next = (next + 1) & mask) {
            long key = keys[next];
            long value = values[next];
            keys[next] = 0;
            int place = slot(key);
            keys[place] = key;
            values[place] = value;
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new long[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int place = slot(oldKeys[i]);
                keys[place] = oldKeys[i];
                values[place] = oldValues[i];
            }
        }
    }
}
