package dev.blindspot.linux;

/**
 * What reading a target cost it: calls, bytes, and the longest call that may hold its mmap lock.
 *
 * <p>Threads: one at a time; a thread that reads keeps its own and they are added up.
 */
public final class ReadCost {
    private long reads;
    private long bytes;
    private long longestLockedNanos;

    /** Counts one call by what it returned: bytes, or {@code -errno}. */
    public void add(long result) {
        reads++;
        bytes += Math.max(result, 0);
    }

    /** Counts one call that takes the target's mmap lock; its whole time bounds the hold from above. */
    public void addLocked(long result, long nanos) {
        add(result);
        longestLockedNanos = Math.max(longestLockedNanos, nanos);
    }

    /** Adds what another has counted. */
    public void include(ReadCost other) {
        reads += other.reads;
        bytes += other.bytes;
        longestLockedNanos = Math.max(longestLockedNanos, other.longestLockedNanos);
    }

    /** System calls counted. */
    public long reads() {
        return reads;
    }

    /** Bytes they returned. */
    public long bytes() {
        return bytes;
    }

    /** The longest of the calls that take the mmap lock; 0 if there was none. */
    public long longestLockedNanos() {
        return longestLockedNanos;
    }
}
