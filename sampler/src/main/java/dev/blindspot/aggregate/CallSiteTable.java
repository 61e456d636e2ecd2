package dev.blindspot.aggregate;

import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.MappingKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One row per stack and kind: figures since the start, and what the last cut told of them.
 *
 * <p>A mapping of weight w counts w times. So a row with weights above 1 is a Horvitz–Thompson estimate; its variance
 * is the sum of w(w-1)·bytes² over what is left of each call. It is kept in pages², whole numbers that a double adds
 * and takes away without a rest as long as they stay below 2^53.
 */
@SuppressWarnings("EnumOrdinal") // of a hash that lives no longer than the process
final class CallSiteTable {
    private static final int MAPPED_BYTES = 0;
    private static final int MAPPED_COUNT = 1;
    private static final int OUTSTANDING_BYTES = 2;
    private static final int OUTSTANDING_COUNT = 3;
    private static final int FIELDS = 4;

    private final double pageBytes;
    private final Set<MappingKind> incompleteKinds = EnumSet.noneOf(MappingKind.class);

    private int[] stacks;
    private MappingKind[] kinds;
    private long[] now;
    private long[] told;
    private double[] variance;
    private double[] toldVariance;
    private int[] maxWeights;
    private long[] weightedCalls;
    private boolean[] incomplete;
    private boolean[] changed;
    private int[] changes;
    private int changeCount;
    private int rows;
    /** Open addressing: row + 1, 0 free; at most half full. */
    private int[] index;

    CallSiteTable(long pageBytes, int capacity) {
        this.pageBytes = pageBytes;
        stacks = new int[0];
        kinds = new MappingKind[0];
        now = new long[0];
        told = new long[0];
        variance = new double[0];
        toldVariance = new double[0];
        maxWeights = new int[0];
        weightedCalls = new long[0];
        incomplete = new boolean[0];
        changed = new boolean[0];
        changes = new int[0];
        index = new int[0];
        grow(capacity);
    }

    /** The row of a stack and kind; made if it is new. */
    int row(int stack, MappingKind kind) {
        int slot = slotOf(stack, kind);
        while (index[slot] != 0) {
            int row = index[slot] - 1;
            if (stacks[row] == stack && kinds[row] == kind) {
                return row;
            }
            slot = (slot + 1) & (index.length - 1);
        }
        if (rows == stacks.length) {
            grow(2 * rows);
            return row(stack, kind);
        }
        index[slot] = rows + 1;
        stacks[rows] = stack;
        kinds[rows] = kind;
        incomplete[rows] = incompleteKinds.contains(kind);
        touch(rows);
        return rows++;
    }

    int stack(int row) {
        return stacks[row];
    }

    /** Adds to what was mapped, {@code weight} times. */
    void mapped(int row, int weight, long bytes, long count) {
        now[FIELDS * row + MAPPED_BYTES] += weight * bytes;
        now[FIELDS * row + MAPPED_COUNT] += weight * count;
        maxWeights[row] = Math.max(maxWeights[row], weight);
        touch(row);
    }

    /** A call's bytes still mapped go from one number to another; 0 on either side is its birth or end. */
    void outstanding(int row, int weight, long before, long after) {
        int calls = (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
        now[FIELDS * row + OUTSTANDING_BYTES] += weight * (after - before);
        now[FIELDS * row + OUTSTANDING_COUNT] += (long) weight * calls;
        if (weight > 1) {
            double pagesBefore = before / pageBytes;
            double pagesAfter = after / pageBytes;
            variance[row] += (double) weight * (weight - 1) * (pagesAfter * pagesAfter - pagesBefore * pagesBefore);
            weightedCalls[row] += calls;
            if (weightedCalls[row] == 0) {
                variance[row] = 0; // no rest of rounding where nothing is left to vary
            }
        }
        touch(row);
    }

    /** A loss or a correction touched this row. */
    void markIncomplete(int row) {
        incomplete[row] = true;
        touch(row);
    }

    /** Events that make mappings of this kind were lost: any stack's row, and any row to come, may be short. */
    void markAllIncomplete(MappingKind kind) {
        incompleteKinds.add(kind);
        for (int row = 0; row < rows; row++) {
            if (kinds[row] == kind) {
                markIncomplete(row);
            }
        }
    }

    /** Events that unmap or move were lost: the rows that had something mapped since the last cut may be wrong. */
    void markLiveIncomplete(MappingKind kind) {
        for (int row = 0; row < rows; row++) {
            int field = FIELDS * row + OUTSTANDING_COUNT;
            if (kinds[row] == kind && (now[field] != 0 || told[field] != 0 || changed[row])) {
                markIncomplete(row);
            }
        }
    }

    /** The rows that changed since the last cut, by how much. Makes room for the next interval. */
    List<CallSiteDelta> cut() {
        List<CallSiteDelta> deltas = new ArrayList<>(changeCount);
        for (int i = 0; i < changeCount; i++) {
            int row = changes[i];
            changed[row] = false;
            if (differs(row)) {
                deltas.add(delta(row));
                System.arraycopy(now, FIELDS * row, told, FIELDS * row, FIELDS);
                toldVariance[row] = variance[row];
                incomplete[row] = false;
            }
        }
        changeCount = 0;
        if (rows > stacks.length / 2) {
            grow(2 * stacks.length);
        }
        return deltas;
    }

    private CallSiteDelta delta(int row) {
        int base = FIELDS * row;
        return new CallSiteDelta(
                stacks[row],
                kinds[row],
                now[base + MAPPED_BYTES] - told[base + MAPPED_BYTES],
                now[base + MAPPED_COUNT] - told[base + MAPPED_COUNT],
                now[base + OUTSTANDING_BYTES] - told[base + OUTSTANDING_BYTES],
                now[base + OUTSTANDING_COUNT] - told[base + OUTSTANDING_COUNT],
                (variance[row] - toldVariance[row]) * pageBytes * pageBytes,
                maxWeights[row],
                incomplete[row]);
    }

    private boolean differs(int row) {
        int base = FIELDS * row;
        return incomplete[row]
                || variance[row] != toldVariance[row]
                || Arrays.mismatch(now, base, base + FIELDS, told, base, base + FIELDS) >= 0;
    }

    private void touch(int row) {
        if (!changed[row]) {
            changed[row] = true;
            changes[changeCount++] = row;
        }
    }

    private int slotOf(int stack, MappingKind kind) {
        int mixed = (31 * stack + kind.ordinal()) * 0x9E3779B9;
        return (mixed ^ (mixed >>> 16)) & (index.length - 1);
    }

    private void grow(int capacity) {
        stacks = Arrays.copyOf(stacks, capacity);
        kinds = Arrays.copyOf(kinds, capacity);
        now = Arrays.copyOf(now, FIELDS * capacity);
        told = Arrays.copyOf(told, FIELDS * capacity);
        variance = Arrays.copyOf(variance, capacity);
        toldVariance = Arrays.copyOf(toldVariance, capacity);
        maxWeights = Arrays.copyOf(maxWeights, capacity);
        weightedCalls = Arrays.copyOf(weightedCalls, capacity);
        incomplete = Arrays.copyOf(incomplete, capacity);
        changed = Arrays.copyOf(changed, capacity);
        changes = Arrays.copyOf(changes, capacity);
        index = new int[Integer.highestOneBit(2 * capacity - 1) * 2];
        for (int row = 0; row < rows; row++) {
            int slot = slotOf(stacks[row], kinds[row]);
            while (index[slot] != 0) {
                slot = (slot + 1) & (index.length - 1);
            }
            index[slot] = row + 1;
        }
    }
}
