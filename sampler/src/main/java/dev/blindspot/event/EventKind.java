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
    /** An executable file mapping appeared: an inferred dlopen, exec or plugin load. */
    EXEC_MAPPING,
    THREAD_START,
    THREAD_END,
    EXEC,
    EXIT,
    LOST;

    private static final EventKind[] ALL = values();

    /** How many kinds there are. */
    public static final int COUNT = ALL.length;

    /** The kind stored as {@code ordinal}. */
    public static EventKind of(int ordinal) {
        return ALL[ordinal];
    }
}
