package dev.blindspot.aggregate;

import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.MappingKind;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who allocates C memory, estimated from windows in which every call is seen: a row per stack, each sampled call counting
 * {@code weight} times. Outstanding is what the sampled chunks hold that nobody was seen to free. There are no more of them
 * than the sampler follows: what it does not is told as a loss and comes here never.
 *
 * <p>Calls of one window are no independent draws, so a window's calls at a site vary as one: the variance of a row is the
 * sum over windows of w(w-1)·(bytes of that window still held)².
 *
 * <p>Threads: one. Allocation: for each sampled chunk, of which a window has a thousand or so.
 */
final class MallocSites {
    private static final class Row {
        private final int stackId;
        private long mappedBytes;
        private long mappedCount;
        private long outstandingBytes;
        private long outstandingCount;
        private double variance;
        private int maxWeight;
        private boolean incomplete;
        private Cell youngest = new Cell(-1, 0);

        private Row(int stackId) {
            this.stackId = stackId;
        }

        private Cell cell(long window, int weight) {
            if (youngest.window != window) {
                youngest = new Cell(window, weight);
            }
            return youngest;
        }

        private void outstanding(Cell cell, long bytes, int count) {
            double before = cell.bytes;
            cell.bytes += bytes;
            variance += (double) cell.weight * (cell.weight - 1) * ((double) cell.bytes * cell.bytes - before * before);
            outstandingBytes += cell.weight * bytes;
            outstandingCount += (long) cell.weight * count;
        }
    }

    /** What one window saw at one site, and is still held. */
    private static final class Cell {
        private final long window;
        private final int weight;
        private long bytes;

        private Cell(long window, int weight) {
            this.window = window;
            this.weight = weight;
        }
    }

    private record Chunk(Row row, Cell cell, long bytes) {}

    private final Map<Integer, Row> rows = new HashMap<>();
    private final Map<Long, Chunk> chunks = new HashMap<>();
    private final Set<Row> changed = new LinkedHashSet<>();
    private final Map<Integer, CallSiteDelta> told = new HashMap<>();
    private boolean lossy;

    void allocated(long address, long bytes, int stackId, int weight, long window) {
        freed(address);
        Row row = rows.computeIfAbsent(stackId, Row::new);
        row.incomplete |= lossy;
        row.mappedBytes += weight * bytes;
        row.mappedCount += weight;
        row.maxWeight = Math.max(row.maxWeight, weight);
        Cell cell = row.cell(window, weight);
        row.outstanding(cell, bytes, 1);
        chunks.put(address, new Chunk(row, cell, bytes));
        changed.add(row);
    }

    void freed(long address) {
        Chunk chunk = chunks.remove(address);
        if (chunk != null) {
            chunk.row.outstanding(chunk.cell, -chunk.bytes, -1);
            changed.add(chunk.row);
        }
    }

    /** Calls were lost: any row may be short, also one to come. */
    void lost() {
        lossy = true;
        for (Row row : rows.values()) {
            row.incomplete = true;
            changed.add(row);
        }
    }

    /** Adds what changed since the last cut. */
    void cut(List<CallSiteDelta> into) {
        for (Row row : changed) {
            CallSiteDelta now = new CallSiteDelta(
                    row.stackId,
                    MappingKind.MALLOC,
                    row.mappedBytes,
                    row.mappedCount,
                    row.outstandingBytes,
                    row.outstandingCount,
                    row.variance,
                    row.maxWeight,
                    row.incomplete);
            CallSiteDelta before = told.put(row.stackId, now);
            into.add(before == null ? now : difference(now, before));
        }
        changed.clear();
    }

    private static CallSiteDelta difference(CallSiteDelta now, CallSiteDelta before) {
        return new CallSiteDelta(
                now.stackId(),
                now.kind(),
                now.mappedBytes() - before.mappedBytes(),
                now.mappedCount() - before.mappedCount(),
                now.outstandingBytes() - before.outstandingBytes(),
                now.outstandingCount() - before.outstandingCount(),
                now.outstandingVariance() - before.outstandingVariance(),
                now.maxWeight(),
                now.incomplete());
    }
}
