package dev.blindspot.golang.sched;

import dev.blindspot.golang.locate.GoFunctions;
import org.jspecify.annotations.Nullable;

/**
 * What a walk asks of a program counter, remembered: a million goroutines wait in a few places.
 *
 * <p>Threads: one. Layout: open addressing; a pc of 0 is a free slot.
 */
final class PcRules {
    private static final int MAX_ENTRIES = 1 << 17;

    private final GoFunctions functions;
    private long[] pcs = new long[1024];
    private long[] rules = new long[1024];
    private boolean[] ends = new boolean[1024];
    private int size;

    PcRules(GoFunctions functions) {
        this.functions = functions;
    }

    /** Index of what is known of a pc; it holds until the next call. */
    int find(long pc) {
        int at = slot(pc);
        if (pcs[at] == pc) {
            return at;
        }
        if (size > pcs.length / 2) {
            grow();
            at = slot(pc);
        }
        pcs[at] = pc;
        rules[at] = functions.unwindRule(pc);
        ends[at] = isEnd(functions.name(pc));
        size++;
        return at;
    }

    /** As {@link GoFunctions#unwindRule}. */
    long rule(int index) {
        return rules[index];
    }

    /** Whether stacks end in this function. */
    boolean ends(int index) {
        return ends[index];
    }

    private static boolean isEnd(@Nullable String function) {
        return function != null
                && (function.equals("runtime.goexit")
                        || function.equals("runtime.mstart")
                        || function.equals("runtime.rt0_go"));
    }

    private int slot(long pc) {
        int mask = pcs.length - 1;
        int at = (int) ((pc * 0x9E3779B97F4A7C15L) >>> 40) & mask;
        while (pcs[at] != 0 && pcs[at] != pc) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] old = pcs;
        long[] oldRules = rules;
        boolean[] oldEnds = ends;
        boolean full = size >= MAX_ENTRIES;
        int capacity = full ? old.length : old.length * 2;
        pcs = new long[capacity];
        rules = new long[capacity];
        ends = new boolean[capacity];
        size = 0;
        if (full) {
            return;
        }
        for (int i = 0; i < old.length; i++) {
            if (old[i] != 0) {
                int at = slot(old[i]);
                pcs[at] = old[i];
                rules[at] = oldRules[i];
                ends[at] = oldEnds[i];
                size++;
            }
        }
    }
}
