package dev.blindspot.sample;

/**
 * The calls of dlopen and dlclose that threads are in, as their enters told; those of one thread are nested.
 *
 * <p>Threads: the drain. Allocation: none.
 */
final class LibraryCalls {
    /** No call: its enter was lost, or came before the window. */
    static final int NONE = -1;

    /** Far more threads than load libraries at once; beyond it the oldest is forgotten: its exit was lost. */
    private static final int MAX = 4096;

    private final int[] tids = new int[MAX];
    private final boolean[] opens = new boolean[MAX];
    private final long[] enteredNanos = new long[MAX];
    private final long[] handles = new long[MAX];
    private final int[] stacks = new int[MAX];
    private final int[] names = new int[MAX];
    private final int[] mapped = new int[MAX];
    private final boolean[] unmapped = new boolean[MAX];
    private int size;

    /**
     * A thread enters.
     *
     * @param handle of a dlclose
     * @param name of a dlopen's file, as it was asked for; 0 unknown
     */
    void enter(int tid, boolean open, long nanos, long handle, int stack, int name) {
        if (size == MAX) {
            forget(0);
        }
        tids[size] = tid;
        opens[size] = open;
        enteredNanos[size] = nanos;
        handles[size] = handle;
        stacks[size] = stack;
        names[size] = name;
        mapped[size] = 0;
        unmapped[size] = false;
        size++;
    }

    /** The youngest call that a thread is in, {@link #NONE} if it is in none; good until the next change. */
    int current(int tid) {
        int call = size - 1;
        while (call >= 0 && tids[call] != tid) {
            call--;
        }
        return call;
    }

    /** The youngest dlopen, or dlclose, that a thread is in. */
    int current(int tid, boolean open) {
        int call = current(tid);
        // Of one that is of the other kind the exit was lost.
        while (call >= 0 && opens[call] != open) {
            forget(call);
            call = current(tid);
        }
        return call;
    }

    boolean isOpen(int call) {
        return opens[call];
    }

    long enteredNanos(int call) {
        return enteredNanos[call];
    }

    long handle(int call) {
        return handles[call];
    }

    int stack(int call) {
        return stacks[call];
    }

    int name(int call) {
        return names[call];
    }

    /** The first file of which code was mapped within the call; 0 none. */
    int mapped(int call) {
        return mapped[call];
    }

    /** Whether code was unmapped within the call. */
    boolean unmapped(int call) {
        return unmapped[call];
    }

    void setMapped(int call, int pathId) {
        if (mapped[call] == 0) {
            mapped[call] = pathId;
        }
    }

    void setUnmapped(int call) {
        unmapped[call] = true;
    }

    /** A call has returned, or its exit was lost. */
    void forget(int call) {
        size--;
        System.arraycopy(tids, call + 1, tids, call, size - call);
        System.arraycopy(opens, call + 1, opens, call, size - call);
        System.arraycopy(enteredNanos, call + 1, enteredNanos, call, size - call);
        System.arraycopy(handles, call + 1, handles, call, size - call);
        System.arraycopy(stacks, call + 1, stacks, call, size - call);
        System.arraycopy(names, call + 1, names, call, size - call);
        System.arraycopy(mapped, call + 1, mapped, call, size - call);
        System.arraycopy(unmapped, call + 1, unmapped, call, size - call);
    }

    /** A thread has ended. */
    void ended(int tid) {
        for (int call = current(tid); call != NONE; call = current(tid)) {
            forget(call);
        }
    }
}
