package dev.blindspot.linux.perf;

/** Bytes of the two rings of each CPU; rounded down to a power of two of pages. */
public record RingSizes(long mappingsBytes, long sideBytes) {
    long of(RingKind kind) {
        return kind == RingKind.MAPPINGS ? mappingsBytes : sideBytes;
    }
}
