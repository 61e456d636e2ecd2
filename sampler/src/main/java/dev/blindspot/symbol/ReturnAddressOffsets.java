package dev.blindspot.symbol;

import java.util.Arrays;

/**
 * The last answers of {@link Symbolizer#returnAddressOffset} by address: fixed arrays, a newer answer takes the place
 * of an older one that falls into the same slot.
 *
 * <p><i>Threads.</i> One.
 */
final class ReturnAddressOffsets {
    private static final int SLOTS = 1 << 14;

    private final ModuleCache cache;
    private final long[] addresses = new long[SLOTS];
    private final int[] offsets = new int[SLOTS];
    private BoundMap bound;

    ReturnAddressOffsets(ModuleCache cache, CodeMap map) {
        this.cache = cache;
        this.bound = new BoundMap(map, cache);
    }

    int get(CodeMap map, long pc) {
        if (!bound.isOf(map)) {
            bound = new BoundMap(map, cache);
            Arrays.fill(addresses, 0);
        }
        int slot = (int) ((pc * 0x9e3779b97f4a7c15L) >>> 50);
        if (addresses[slot] != pc || pc == 0) {
            offsets[slot] = find(pc);
            addresses[slot] = pc;
        }
        return offsets[slot];
    }

    private int find(long pc) {
        int index = bound.indexOf(pc);
        CodeModule module = index < 0 ? null : bound.module(index);
        return module == null ? Symbolizer.UNKNOWN : module.returnAddressOffset(bound.mapping(index), pc);
    }
}
