package dev.blindspot.event;

/** Kinds of events in the ring. The ordinal is the stored value: add only at the end. */
public enum EventKind {
    MMAP,
    MUNMAP,
    /** First end of an mremap: from here its old range may be gone. Internal: exporters show {@link #MREMAP}. */
    MREMAP_ENTER,
    MREMAP,
    /** An mremap that failed: what {@link #MREMAP_ENTER} took away is there again. Internal. */
    MREMAP_FAILED,
    MPROTECT,
    BRK,
    MADVISE,
    SHMAT,
    SHMDT,
    FAULT,
    /** An executable file mapping appeared: an inferred dlopen, unless {@link EventLayout#TOLD} says it was one's part. */
    EXEC_MAPPING,
    THREAD_START,
    THREAD_END,
    EXEC,
    EXIT,
    LOST,
    /** How long a munmap took, whose event was told at its enter. Internal. */
    MUNMAP_ENDED,
    /** An executable file mapping went: an inferred dlclose, unless {@link EventLayout#TOLD} says it was one's part. */
    EXEC_UNMAPPING,
    /** A dlopen that returned: its handle, 0 where it failed. */
    DLOPEN,
    /** A dlclose that returned, and with what. */
    DLCLOSE,
    PLUGIN_OPEN,
    SET_FINALIZER,
    ADD_CLEANUP,
    /** An allocation of C code, one of those sampled. */
    MALLOC,
    /** The end of one. */
    FREE;

    private static final EventKind[] ALL = values();

    /** How many kinds there are. */
    public static final int COUNT = ALL.length;

    /** Whether it is half of another's, without a number of its own; exporters do not show it. */
    public boolean isInternal() {
        return this == MREMAP_ENTER || this == MREMAP_FAILED || this == MUNMAP_ENDED;
    }

    /** Whether its extra field is the id of a path. */
    public boolean namesPath() {
        return switch (this) {
            case EXEC_MAPPING, EXEC_UNMAPPING, EXEC, DLOPEN, DLCLOSE -> true;
            default -> false;
        };
    }

    /** The kind stored as {@code ordinal}. */
    public static EventKind of(int ordinal) {
        return ALL[ordinal];
    }
}
