package dev.blindspot.linux.perf;

/** Bytes of the rings of each CPU whose sizes are chosen; rounded down to a power of two of pages. */
public record RingSizes(long mappingsBytes, long sideBytes) {
    /** Some 700 threads that come or go between two rounds of the reader. */
    private static final long TASKS_BYTES = 1 << 16;

    long of(RingKind kind) {
        return switch (kind) {
            case MAPPINGS -> mappingsBytes;
            case TASKS -> TASKS_BYTES;
            case SIDE, PROBES -> sideBytes;
        };
    }
}
