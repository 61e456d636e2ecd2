package dev.blindspot.linux.perf;

/**
 * Bytes of the rings of each CPU whose sizes are chosen; rounded down to a power of two of pages.
 *
 * @param probesBytes of the ring of uprobes that come and go; 0 where there will be none. Those that stay have a ring, as
 *     large as {@code sideBytes}, in any case
 */
public record RingSizes(long mappingsBytes, long sideBytes, long probesBytes) {
    /** Some 1,400 threads that come or go between two rounds of the reader. */
    private static final long TASKS_BYTES = 1 << 17;

    /** Without uprobes that come and go. */
    public RingSizes(long mappingsBytes, long sideBytes) {
        this(mappingsBytes, sideBytes, 0);
    }

    long of(RingKind kind) {
        return switch (kind) {
            case MAPPINGS -> mappingsBytes;
            case TASKS -> TASKS_BYTES;
            case CODE -> Math.max(TASKS_BYTES, sideBytes / 4);
            case SIDE -> sideBytes;
            case PROBES -> Math.max(sideBytes, probesBytes);
        };
    }
}
