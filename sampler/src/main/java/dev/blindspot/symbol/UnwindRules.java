package dev.blindspot.symbol;

import dev.blindspot.elf.UnwindRule;
import java.util.Arrays;

/**
 * The last answers of {@link Symbolizer#unwindRule} by address: fixed arrays, a newer answer takes the place of an
 * older one that falls into the same slot.
 *
 * <p><i>Threads.</i> One.
 */
final class UnwindRules {
    private static final int SLOTS = 1 << 14;

    private final ModuleCache cache;
    private final long[] addresses = new long[SLOTS];
    private final long[] rules = new long[SLOTS];
    private BoundMap bound;

    UnwindRules(ModuleCache cache, CodeMap map) {
        this.cache = cache;
        this.bound = new BoundMap(map, cache);
    }

    long get(CodeMap map, long pc) {
        if (!bound.isOf(map)) {
            bound = new BoundMap(map, cache);
            Arrays.fill(addresses, 0);
        }
        int slot = (int) ((pc * 0x9e3779b97f4a7c15L) >>> 50);
        if (addresses[slot] != pc || pc == 0) {
            rules[slot] = find(pc);
            addresses[slot] = pc;
        }
        return rules[slot];
    }

    private long find(long pc) {
        int index = bound.indexOf(pc);
        CodeModule module = index < 0 ? null : bound.module(index);
        return module == null ? UnwindRule.UNKNOWN : module.unwindRule(bound.mapping(index), pc);
    }
}
