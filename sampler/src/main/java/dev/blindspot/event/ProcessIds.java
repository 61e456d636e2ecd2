package dev.blindspot.event;

import java.lang.foreign.MemorySegment;

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
    public void apply(MemorySegment segment, long offset) {
        add(segment, offset, EventLayout.STACK, stacks);
        EventKind kind = EventKind.of(EventLayout.getInt(segment, offset, EventLayout.KIND));
        if (kind.namesPath()) {
            add(segment, offset, EventLayout.EXTRA, paths);
        } else if (kind == EventKind.SET_FINALIZER || kind == EventKind.ADD_CLEANUP) {
            add(segment, offset, EventLayout.EXTRA, stacks);
        }
    }

    private static void add(MemorySegment segment, long offset, long field, int more) {
        int id = EventLayout.getInt(segment, offset, field);
        if (id > 0) {
            EventLayout.setInt(segment, offset, field, id + more);
        }
    }
}
