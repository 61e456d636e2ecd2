package dev.blindspot.ledger;

/**
 * Tells anonymous mappings of glibc's by the shape of their neighbourhood.
 *
 * <ul>
 *   <li>A thread's stack lies behind a guard that nothing may touch, of one page, and on arm64 of 64 KiB at least
 *       ({@code pthread_attr_setguardsize}'s default).
 *   <li>A thread's heap begins at a multiple of 64 MiB and has what it does not use yet, untouchable, up to the next
 *       multiple ({@code HEAP_MAX_SIZE}).
 * </ul>
 *
 * <p>A program that maps memory of its own in either shape is taken for glibc. What C allocates in mappings of its own
 * (128 KiB and more at once) has no shape: it is {@code mmap.anon}.
 *
 * <p>Threads: one. Source: glibc's nptl/allocatestack.c, sysdeps/aarch64/nptl/pthreaddef.h, malloc/arena.c.
 */
final class CRegions {
    private static final long HEAP_BYTES = 64L << 20;
    private static final long LEAST_ARM64_GUARD_BYTES = 64 << 10;

    private final long guardBytes;
    private long lastStart;
    private long lastEnd;
    private boolean lastUntouchable;
    private boolean lastAnonymous;

    /**
     * Of the system the process runs on.
     *
     * @param arm64 whether it is that, else x86-64
     */
    CRegions(long pageBytes, boolean arm64) {
        guardBytes = arm64 ? Math.max(pageBytes, LEAST_ARM64_GUARD_BYTES) : pageBytes;
    }

    void clear() {
        lastEnd = 0;
        lastAnonymous = false;
    }

    /**
     * Whether the mapping is a stack: asked of each in turn, by rising address.
     *
     * @param writable a stack can be written; a page a JVM's threads poll lies behind such a guard too, and cannot
     */
    boolean isStack(long start, boolean anonymous, boolean writable) {
        return anonymous
                && writable
                && lastAnonymous
                && lastUntouchable
                && lastEnd == start
                && lastEnd - lastStart == guardBytes;
    }

    /** Whether the mapping is the unused part of a heap, so that the one before it is its used part. */
    boolean endsHeap(long start, long end, boolean anonymous, boolean untouchable) {
        return anonymous
                && untouchable
                && lastAnonymous
                && !lastUntouchable
                && lastEnd == start
                && lastStart % HEAP_BYTES == 0
                && end - lastStart == HEAP_BYTES;
    }

    /** Goes on to the next mapping. */
    void met(long start, long end, boolean anonymous, boolean untouchable) {
        lastStart = start;
        lastEnd = end;
        lastAnonymous = anonymous;
        lastUntouchable = untouchable;
    }
}
