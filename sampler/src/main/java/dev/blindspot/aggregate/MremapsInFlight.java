package dev.blindspot.aggregate;

import java.util.Arrays;

/**
 * What mremap calls took away between their two ends, by thread. A handful at a time: a scan finds a thread's. Its
 * memory is used again.
 */
final class MremapsInFlight {
    static final int NONE = -1;

    private int[] tids = new int[8];
    private PieceList[] lists = filled(new PieceList[8], 0);
    private int active;

    /** Index of the thread's call, or {@link #NONE}. Good until the next {@link #begin} or {@link #end}. */
    int indexOf(int tid) {
        for (int i = 0; i < active; i++) {
            if (tids[i] == tid) {
                return i;
            }
        }
        return NONE;
    }

    PieceList pieces(int flight) {
        return lists[flight];
    }

    /** An empty list for the pieces of a call that begins. */
    PieceList begin(int tid) {
        if (active == tids.length) {
            tids = Arrays.copyOf(tids, 2 * active);
            lists = filled(Arrays.copyOf(lists, 2 * active), active);
        }
        tids[active] = tid;
        PieceList list = lists[active++];
        list.clear();
        return list;
    }

    void end(int flight) {
        active--;
        PieceList list = lists[flight];
        lists[flight] = lists[active];
        tids[flight] = tids[active];
        lists[active] = list;
    }

    private static PieceList[] filled(PieceList[] lists, int from) {
        for (int i = from; i < lists.length; i++) {
            lists[i] = new PieceList();
        }
        return lists;
    }
}
