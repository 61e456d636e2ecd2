package dev.blindspot.linux.proc;

/**
 * Chooses how much one call may look at, so that it holds the target's mmap lock for some microseconds only.
 *
 * <p>What a call costs depends on the page tables behind the addresses: nothing where there are none, most where each
 * page has its own entry. So the bite grows while calls come back at once, and shrinks when one took long.
 *
 * <p>Units: bytes of addresses, pages found. Threads: one.
 */
final class BitePacer {
    static final long MIN_BYTES = 2L << 20;
    static final int MIN_PAGES = 512;

    /** Below what 512 pages with an entry each take: the pages must have been huge ones. */
    static final long QUICK_NANOS = 3_000;

    static final long SLOW_NANOS = 10_000;

    private final long maxBytes;
    private final int maxPages;
    private long bytes = MIN_BYTES;
    private int pages = MIN_PAGES;

    /** The limits bound what the first dense bite behind a long empty stretch can cost. */
    BitePacer(long maxBytes, int maxPages) {
        this.maxBytes = maxBytes;
        this.maxPages = maxPages;
    }

    /** Addresses the next call may walk. */
    long bytes() {
        return bytes;
    }

    /** Pages the next call may find. */
    int pages() {
        return pages;
    }

    /** Learns from a call: how long it took, and whether it was the number of pages that ended it. */
    void took(long nanos, boolean endedByPages) {
        if (nanos > SLOW_NANOS) {
            bytes = Math.max(bytes / 2, MIN_BYTES);
            pages = Math.max(pages / 2, MIN_PAGES);
        } else if (endedByPages && nanos < QUICK_NANOS) {
            pages = Math.min(pages * 2, maxPages);
        } else if (!endedByPages && nanos < SLOW_NANOS / 2) {
            bytes = Math.min(bytes * 2, maxBytes);
        }
    }
}
