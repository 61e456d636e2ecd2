package dev.blindspot.linux.perf;

/**
 * Which of the rings of a CPU an event writes into.
 *
 * <p>There are two so that nothing whose rate strangers set can crowd out a mapping: page faults cannot be narrowed in
 * the kernel, and an exec elsewhere brings a burst of executable mappings.
 */
public enum RingKind {
    /**
     * Mapping syscalls, which the kernel narrows to the target's names, and with them COMM, FORK and EXIT: a rename
     * changes which mappings are let through, so it must be as safe from loss as they are; of strangers' they are few
     * and small.
     */
    MAPPINGS,
    /** Page faults and executable mappings, of everybody. */
    SIDE
}
