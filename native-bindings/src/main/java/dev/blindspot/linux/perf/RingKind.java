package dev.blindspot.linux.perf;

/**
 * Which of the rings of a CPU an event writes into.
 *
 * <p>They are apart so that nothing whose rate others set can crowd out a mapping: page faults cannot be narrowed in the
 * kernel, and an exec elsewhere brings a burst of executable mappings; and so that a storm of mappings cannot crowd out a
 * thread's new name, without which the mappings to come would not be let through.
 */
public enum RingKind {
    /** Mapping syscalls, which the kernel narrows to the target's names. */
    MAPPINGS,
    /** COMM, FORK and EXIT, of everybody: few and small. */
    TASKS,
    /** Executable mappings, of everybody: without them nobody knows what addresses mean. */
    CODE,
    /** Page faults, of everybody. */
    SIDE,
    /** Uprobes, whose rate others set too: of every process that maps the same file. */
    PROBES
}
