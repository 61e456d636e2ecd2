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
    DLOPEN_ENTER(""),
    DLOPEN_EXIT(""),
    DLCLOSE_ENTER(""),
    DLCLOSE_EXIT(""),
    /** In plugin.Open, past the check of its stack. */
    PLUGIN_OPEN(""),
    SET_FINALIZER(""),
    ADD_CLEANUP(""),
    /** malloc; its size is the first argument. */
    MALLOC_ENTER(""),
    /** calloc; its size is the product of both arguments. */
    CALLOC_ENTER(""),
    /** realloc; the chunk is the first argument, the size the second. */
    REALLOC_ENTER(""),
    /** aligned_alloc, memalign; the size is the second argument. */
    MEMALIGN_ENTER(""),
    /** The return of any of them. */
    MALLOC_EXIT(""),
    FREE_ENTER(""),
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

    /** Whether it is a uprobe: see {@link ProbeSpecs}. */
    public boolean isProbe() {
        return compareTo(DLOPEN_ENTER) >= 0 && compareTo(FREE_ENTER) <= 0;
    }

    /** For messages. */
    String label() {
        return tracepoint.isEmpty() ? name().toLowerCase(java.util.Locale.ROOT) : tracepoint;
    }
}
