package dev.blindspot.aggregate;

import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.MappingKind;
import java.util.List;

/**
 * What each mapping call adds to its kind's totals and to its call site's row, from its birth to its last page.
 *
 * <p>Totals count every mapping once: they are exact however few stacks are taken. Rows count a mapping {@code weight}
 * times. A mapping of weight 0, whose stack was not taken, is in no row: the weights of the others stand for it. A
 * mapping of weight 1 or more without a stack is in the row of stack 0.
 */
final class Accounts {
    /** The call of what was mapped before the window: it is in no total and no row. */
    static final int NOBODY = -1;

    private static final int NO_ROW = -1;

    private final CallTable calls;
    private final CallSiteTable sites;
    private final KindTable kinds = new KindTable();
    private final IntervalHistogram lifetimes;

    Accounts(long pageBytes, IntervalHistogram lifetimes) {
        this.calls = new CallTable(1 << 12);
        this.sites = new CallSiteTable(pageBytes, 1 << 10);
        this.lifetimes = lifetimes;
    }

    /** A mapping call; returns its index, good until its last byte is released or dropped. */
    int open(MappingKind kind, int stack, int weight, long bornNanos, long bytes) {
        int row = weight > 0 ? sites.row(stack, kind) : NO_ROW;
        int call = calls.add(row, kind, weight, bornNanos, bytes);
        mapped(call, bytes, 1);
        outstanding(call, 0, bytes);
        return call;
    }

    /** Faults: counted, never outstanding. */
    void faults(int stack, int weight, long pageBytes) {
        kinds.mapped(MappingKind.FAULT, weight * pageBytes, weight);
        sites.mapped(sites.row(stack, MappingKind.FAULT), weight, pageBytes, 1);
    }

    void grow(int call, long bytes) {
        if (call == NOBODY) {
            return;
        }
        long before = calls.remaining(call);
        calls.grew(call, bytes);
        mapped(call, bytes, 0);
        outstanding(call, before, before + bytes);
    }

    /** Bytes of the call were unmapped; with the last of them its lifetime is known. */
    void release(int call, long bytes, long nowNanos) {
        if (call == NOBODY) {
            return;
        }
        if (calls.remaining(call) == bytes) {
            lifetimes.record(Math.max(0, nowNanos - calls.bornNanos(call)), 1);
        }
        drop(call, bytes);
    }

    /** Bytes of the call are gone, and nobody knows since when. */
    void drop(int call, long bytes) {
        if (call == NOBODY) {
            return;
        }
        long before = calls.remaining(call);
        calls.shrank(call, bytes);
        outstanding(call, before, before - bytes);
        if (before == bytes) {
            calls.free(call);
        }
    }

    /** Moves the call's figures to another kind's totals and the same stack's row there. */
    void reclassify(int call, MappingKind kind) {
        if (call == NOBODY) {
            return;
        }
        long remaining = calls.remaining(call);
        long mapped = calls.mapped(call);
        int row = calls.site(call);
        mapped(call, -mapped, -1);
        outstanding(call, remaining, 0);
        calls.move(call, row == NO_ROW ? NO_ROW : sites.row(sites.stack(row), kind), kind);
        mapped(call, mapped, 1);
        outstanding(call, 0, remaining);
    }

    void markIncomplete(int call) {
        if (call != NOBODY && calls.site(call) != NO_ROW) {
            sites.markIncomplete(calls.site(call));
        }
    }

    MappingKind kind(int call) {
        return calls.kind(call);
    }

    int stack(int call) {
        return calls.site(call) == NO_ROW ? 0 : sites.stack(calls.site(call));
    }

    int weight(int call) {
        return calls.weight(call);
    }

    long bornNanos(int call) {
        return calls.bornNanos(call);
    }

    long mapped(int call) {
        return calls.mapped(call);
    }

    long remaining(int call) {
        return calls.remaining(call);
    }

    CallSiteTable sites() {
        return sites;
    }

    List<KindTotals> cutTotals() {
        return kinds.cut();
    }

    /** Call after all marking; makes room for the next interval. */
    List<CallSiteDelta> cutSites() {
        calls.reserve();
        return sites.cut();
    }

    private void mapped(int call, long bytes, long count) {
        kinds.mapped(calls.kind(call), bytes, count);
        if (calls.site(call) != NO_ROW) {
            sites.mapped(calls.site(call), calls.weight(call), bytes, count);
        }
    }

    private void outstanding(int call, long before, long after) {
        kinds.outstanding(calls.kind(call), after - before, (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0));
        if (calls.site(call) != NO_ROW) {
            sites.outstanding(calls.site(call), calls.weight(call), before, after);
        }
    }
}
