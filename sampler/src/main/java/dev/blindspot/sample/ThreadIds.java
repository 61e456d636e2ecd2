package dev.blindspot.sample;

/**
 * Which perf event speaks for a thread: the first one seen.
 *
 * <p>Attached per thread with inheritance, a thread born meanwhile may carry both its parent's event and one of its
 * own; each then records every call. The inherited one is there from the thread's first instruction, so whichever
 * event is seen first for a thread has seen all, and the other's records are dropped.
 *
 * <p>Allocation: only when the table grows.
 */
final class ThreadIds {
    private long[] keys = new long[1024];
    private long[] ids = new long[1024];
    private int size;

    /** Whether a record of this thread by this event is to be kept. */
    boolean keep(int tid, int spec, long eventId) {
        long key = (((long) tid << 8) | spec) + 1;
        int slot = slot(key);
        if (keys[slot] == 0) {
            keys[slot] = key;
            ids[slot] = eventId;
            if (++size * 2 > keys.length) {
                grow();
            }
            return true;
        }
        return ids[slot] == eventId;
    }

    /** Forgets a thread that ended, so that another of the same number starts anew. */
    void forget(int tid, int specs) {
        for (int spec = 0; spec < specs; spec++) {
            long key = (((long) tid << 8) | spec) + 1;
            int slot = slot(key);
            if (keys[slot] == key) {
                remove(slot);
            }
        }
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
            long id = ids[next];
            keys[next] = 0;
            int place = slot(key);
            keys[place] = key;
            ids[place] = id;
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldIds = ids;
        keys = new long[oldKeys.length * 2];
        ids = new long[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int place = slot(oldKeys[i]);
                keys[place] = oldKeys[i];
                ids[place] = oldIds[i];
            }
        }
    }
}
