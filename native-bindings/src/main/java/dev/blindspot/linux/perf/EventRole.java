package dev.blindspot.linux.perf;

/** What an event tells; the reader decides by it what to do with a record. */
public enum EventRole {
    /** No samples: COMM, FORK, EXIT. */
    TASKS(""),
    /** No samples: MMAP2 of executable mappings. The kernel sends FORK and EXIT here too: to be ignored. */
    EXECUTABLE_MAPPINGS(""),
    MUNMAP_ENTER("sys_enter_munmap"),
    MUNMAP_EXIT("sys_exit_munmap"),
    MREMAP_ENTER("sys_enter_mremap"),
    MREMAP_EXIT("sys_exit_mremap"),
    MPROTECT_ENTER("sys_enter_mprotect"),
    MPROTECT_EXIT("sys_exit_mprotect"),
    MADVISE_ENTER("sys_enter_madvise"),
    MADVISE_EXIT("sys_exit_madvise"),
    SHMDT_ENTER("sys_enter_shmdt"),
    SHMDT_EXIT("sys_exit_shmdt"),
    SHMAT_ENTER("sys_enter_shmat"),
    SHMAT_EXIT("sys_exit_shmat"),
    BRK_ENTER("sys_enter_brk"),
    BRK_EXIT("sys_exit_brk"),
    /** A page fault, with address and stack. */
    FAULT(""),
    MMAP_ENTER("sys_enter_mmap"),
    /** One mmap in so many once more, with its stack; the sample before or after it of the same thread is its MMAP_EXIT. */
    MMAP_STACK("sys_exit_mmap"),
    MMAP_EXIT("sys_exit_mmap");

    private final String tracepoint;

    EventRole(String tracepoint) {
        this.tracepoint = tracepoint;
    }

    /** The tracepoint of category {@code syscalls}, empty for an event that is none. */
    public String tracepoint() {
        return tracepoint;
    }

    /** For messages. */
    String label() {
        return tracepoint.isEmpty() ? name().toLowerCase(java.util.Locale.ROOT) : tracepoint;
    }
}
