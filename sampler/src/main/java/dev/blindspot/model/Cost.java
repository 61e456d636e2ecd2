package dev.blindspot.model;

/**
 * What Blindspot itself cost.
 *
 * @param reads system calls that read the target or its {@code /proc} files
 * @param bytesRead bytes they returned
 * @param ownCpuNanos CPU time of this process, all threads
 * @param longestLockedReadNanos upper bound of one hold of the target's mmap lock: the longest single call that takes it
 * @param stoppedNanos time the target was stopped
 * @param targetOverheadNanos estimate of CPU time caused in the target
 */
public record Cost(
        long reads,
        long bytesRead,
        long ownCpuNanos,
        long longestLockedReadNanos,
        long stoppedNanos,
        long targetOverheadNanos) {}
