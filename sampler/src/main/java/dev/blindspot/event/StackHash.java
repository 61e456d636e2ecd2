package dev.blindspot.event;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** The hash of a stack: a polynomial over its program counters, four a step so that the products overlap, then mixed. */
final class StackHash {
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
                    + pcs.get(JAVA_LONG, at) * K3
                    + pcs.get(JAVA_LONG, at + 8) * K2
                    + pcs.get(JAVA_LONG, at + 16) * K1
                    + pcs.get(JAVA_LONG, at + 24);
        }
        for (; i < count; i++) {
            hash = hash * K1 + pcs.get(JAVA_LONG, offset + (long) i * Long.BYTES);
        }
        return mixed(hash);
    }

    /** Makes every bit depend on every other (the finalizer of MurmurHash3). */
    private static long mixed(long hash) {
        hash = (hash ^ hash >>> 33) * 0xff51_afd7_ed55_8ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
        return hash ^ hash >>> 33;
    }
}
