package dev.blindspot.event;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The hash of a stack: a polynomial over its program counters, four a step so that the products overlap, then mixed. */
final class StackHash {
    /** A program counter. All are aligned; a layout that says so would have every access check it. */
    static final ValueLayout.OfLong PC = ValueLayout.JAVA_LONG_UNALIGNED;

    /** Powers of the golden ratio in 64 bits. */
    private static final long K1 = 0x9e37_79b9_7f4a_7c15L;

    private static final long K2 = 0xdf44_2d22_ce48_59b9L;
    private static final long K3 = 0x604a_5ce3_adde_f82dL;
    private static final long K4 = 0xd943_63fc_5382_27b1L;

    private StackHash() {}

    static long of(MemorySegment pcs, long offset, int count, int epoch) {
        long hash = epoch * K1 + count;
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            long at = offset + (long) i * Long.BYTES;
            hash = hash * K4
                    + pcs.get(PC, at) * K3
                    + pcs.get(PC, at + 8) * K2
                    + pcs.get(PC, at + 16) * K1
                    + pcs.get(PC, at + 24);
        }
        for (; i < count; i++) {
            hash = hash * K1 + pcs.get(PC, offset + (long) i * Long.BYTES);
        }
        return mixed(hash);
    }

    /** Makes every bit depend on every other (a step of MurmurHash3's finalizer). */
    private static long mixed(long hash) {
        hash = (hash ^ hash >>> 32) * 0xff51_afd7_ed55_8ccdL;
        return hash ^ hash >>> 32;
    }
}
