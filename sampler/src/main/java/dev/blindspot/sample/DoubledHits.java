package dev.blindspot.sample;

import dev.blindspot.linux.perf.EventRole;

/**
 * Tells hits of probes that come twice.
 *
 * <p>At a probe each CPU has an event of its own. On a hit the kernel goes through all of them, and each reports if the
 * thread runs on its CPU just then: a thread that is moved on its way is reported by both. Two samples of a thread are one
 * hit where they are of one probe, have the same registers and stack, come from different CPUs shortly one after the other, and
 * nothing of the thread is between them. (One that is moved the other way may be reported by none, and nobody knows.)
 *
 * <p>Threads: the drain. Allocation: when the table grows.
 */
final class DoubledHits {
    /** Longer than a thread waits for its next CPU; who calls the same once more later, after a pause, calls twice. */
    private static final long APART_NANOS = 100_000_000;

    private static final int LAST = 0;
    private static final int LAST_NANOS = 1;
    private static final int CPU_BITS = 16;

    private final PendingCalls samples = new PendingCalls();

    /**
     * Whether a sample tells of the hit that the thread's sample before it told of.
     *
     * @param place a hash of the sample's registers and stack
     */
    boolean isSecond(EventRole role, int cpu, int tid, long nanos, long place) {
        long before = samples.take(tid, LAST);
        long beforeNanos = samples.take(tid, LAST_NANOS);
        long now = (place * 31 + role.ordinal()) << CPU_BITS | cpu;
        samples.put(tid, LAST, now);
        samples.put(tid, LAST_NANOS, nanos);
        return before != PendingCalls.NONE
                && before >> CPU_BITS == now >> CPU_BITS
                && before != now
                && nanos - beforeNanos < APART_NANOS;
    }

    /** A thread has ended. */
    void ended(int tid) {
        samples.take(tid, LAST);
        samples.take(tid, LAST_NANOS);
    }
}
