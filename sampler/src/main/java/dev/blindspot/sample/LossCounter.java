package dev.blindspot.sample;

import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.EventSpec;
import dev.blindspot.linux.perf.RingKind;
import dev.blindspot.linux.perf.RingSet;
import dev.blindspot.model.LossSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel lost since it was last asked, by source.
 *
 * <p>Counts are read from the events themselves: they hold the tail, which the rings' own records of loss do not tell
 * until a later record fits. Kernels that do not count (before Linux 6.0) have the rings' records alone, and what they tell
 * of is of unknown number. A call that two events tell of is counted once, by the one that is needed; a lost stack of
 * a mapping that was seen is no loss of a mapping.
 *
 * <p>Threads: the drain. Allocation: none.
 */
final class LossCounter {
    /** Not known: this kernel does not count. */
    static final long UNKNOWN = -1;

    private static final LossSource[] SOURCES = LossSource.values();

    private final List<EventSpec> specs;
    private final long[] now;
    private final long[] before;
    private final long[] bySource = new long[SOURCES.length];
    private boolean tasks;
    private boolean code;

    LossCounter(List<EventSpec> specs) {
        this.specs = specs;
        this.now = new long[specs.size()];
        this.before = new long[specs.size()];
    }

    /** Nothing can have been lost since the last read. */
    void none() {
        Arrays.fill(bySource, 0);
        tasks = false;
        code = false;
    }

    /**
     * Reads the counts: a system call an event.
     *
     * @param overflowed rings that had no room meanwhile: where this kernel does not count, all that is led into them may
     *     have been lost
     */
    void read(RingSet rings, Set<RingKind> overflowed) {
        rings.readLost(now);
        none();
        for (int i = 0; i < now.length; i++) {
            EventRole role = specs.get(i).role();
            LossSource source = source(role);
            if (source != null) {
                add(role, source.ordinal(), lost(i, overflowed));
            }
        }
    }

    private long lost(int spec, Set<RingKind> overflowed) {
        if (now[spec] < 0) {
            return overflowed.contains(specs.get(spec).ring()) ? UNKNOWN : 0;
        }
        // An event that was closed takes its count with it.
        long lost = Math.max(0, now[spec] - before[spec]);
        before[spec] = now[spec];
        return lost;
    }

    private void add(EventRole role, int source, long lost) {
        bySource[source] = lost == UNKNOWN || bySource[source] == UNKNOWN ? UNKNOWN : bySource[source] + lost;
        tasks |= role == EventRole.TASKS && lost != 0;
        code |= role == EventRole.EXECUTABLE_MAPPINGS && lost != 0;
    }

    /** Lost between the last two reads; {@link #UNKNOWN} for some. */
    long lost(LossSource source) {
        return bySource[source.ordinal()];
    }

    /** Whether records were lost between the last two reads that tell of threads: of their names, among other things. */
    boolean hasLostTasks() {
        return tasks;
    }

    /** Whether records of new code were. */
    boolean hasLostCode() {
        return code;
    }

    /** What an event of a role is a source of; null for half of another's, of which no loss is told. */
    static @Nullable LossSource source(EventRole role) {
        return switch (role) {
            case MMAP_EXIT -> LossSource.MMAP;
            case MUNMAP_ENTER -> LossSource.MUNMAP;
            case MREMAP_EXIT -> LossSource.MREMAP;
            case MPROTECT_EXIT -> LossSource.MPROTECT;
            case BRK_EXIT -> LossSource.BRK;
            case MADVISE_ENTER -> LossSource.MADVISE;
            case SHMAT_EXIT, SHMDT_ENTER -> LossSource.SHM;
            case FAULT -> LossSource.FAULT;
            case TASKS, EXECUTABLE_MAPPINGS -> LossSource.MAPPING;
            case MMAP_ENTER, MUNMAP_EXIT, MADVISE_EXIT, SHMDT_EXIT, SHMAT_ENTER, BRK_ENTER -> LossSource.LATENCY;
            case DLOPEN_EXIT, DLCLOSE_EXIT -> LossSource.DL;
            case PLUGIN_OPEN, SET_FINALIZER, ADD_CLEANUP -> LossSource.FIN;
            case MALLOC_EXIT, FREE_ENTER -> LossSource.MALLOC;
            case MMAP_STACK,
                    MREMAP_ENTER,
                    MPROTECT_ENTER,
                    DLOPEN_ENTER,
                    DLCLOSE_ENTER,
                    MALLOC_ENTER,
                    CALLOC_ENTER,
                    REALLOC_ENTER,
                    MEMALIGN_ENTER -> null;
        };
    }
}
