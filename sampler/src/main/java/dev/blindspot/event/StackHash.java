package dev.blindspot.event;

/** The hash of a stack: a polynomial over its program counters, four a step so that the products overlap, then mixed. */
final class StackHash {
    /** Powers of the golden ratio in 64 bits. */
    private static final long K1 = 0x9e37_79b9_7f4a_7c15L;

    private static final long K2 = 0xdf44_2d22_ce48_59b9L;
    private static final long K3 = 0x604a_5ce3_adde_f82dL;
    private static final long K4 = 0xd943_63fc_5382_27b1L;

    private StackHash() {}

    static long of(long[] pcs, int from, int count, int epoch) {
        long hash = epoch * K1 + count;
        // Loops whose ends cannot overflow: only of such the compiler takes the checks of bounds out.
        int whole = count & ~3;
        for (int i = 0; i < whole; i += 4) {
            int at = from + i;
            hash = hash * K4 + pcs[at] * K3 + pcs[at + 1] * K2 + pcs[at + 2] * K1 + pcs[at + 3];
        }
        for (int i = whole; i < count; i++) {
            hash = hash * K1 + pcs[from + i];
        }
        return mixed(hash);
    }

    /** Makes every bit depend on every other (a step of MurmurHash3's finalizer). */
    private static long mixed(long hash) {
        hash = (hash ^ hash >>> 32) * 0xff51_afd7_ed55_8ccdL;
        return hash ^ hash >>> 32;
    }
}
