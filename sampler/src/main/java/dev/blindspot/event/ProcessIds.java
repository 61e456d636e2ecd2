package dev.blindspot.event;

/**
 * Where a process's ids of stacks and paths begin among those of all the processes that one reader follows, one after
 * the other.
 *
 * @param stacks what is added to its ids of stacks
 * @param paths what is added to its ids of paths
 */
public record ProcessIds(int stacks, int paths) {
    /** Those of the first. */
    public static final ProcessIds FIRST = new ProcessIds(0, 0);

    /** Gives an event of its the ids that are its alone; 0, for none, stays 0. */
    public void apply(long[] words, int base) {
        add(words, base, EventLayout.STACK, stacks);
        EventKind kind = EventKind.of(EventLayout.getInt(words, base, EventLayout.KIND));
        if (kind.namesPath()) {
            add(words, base, EventLayout.EXTRA, paths);
        } else if (kind == EventKind.SET_FINALIZER || kind == EventKind.ADD_CLEANUP) {
            add(words, base, EventLayout.EXTRA, stacks);
        }
    }

    private static void add(long[] words, int base, int field, int more) {
        int id = EventLayout.getInt(words, base, field);
        if (id > 0) {
            EventLayout.setInt(words, base, field, id + more);
        }
    }
}
