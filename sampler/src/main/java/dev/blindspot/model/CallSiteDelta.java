package dev.blindspot.model;

/**
 * What one interval changed for one stack and kind. Deltas add up: the sum over intervals is the call site's row.
 *
 * <p>Where stacks were sampled, bytes and counts are estimates: each sampled mapping counts {@code weight} times.
 *
 * @param stackId id of the stack in the recording; 0 for mappings without one
 * @param mappedBytes bytes mapped; for faults: faults represented times the page size
 * @param mappedCount mapping calls; for faults: faults represented
 * @param outstandingBytes change of what is still mapped of the window's mappings; signed
 * @param outstandingCount change of the number of mapping calls of which a page is left; signed
 * @param outstandingVariance change of the estimate's variance, bytes squared: sum of w(w-1)·length² over live mappings
 * @param maxWeight the largest weight of a mapping counted in this row so far; not a delta: of several, the largest
 * @param incomplete a loss touched what is counted here
 */
public record CallSiteDelta(
        int stackId,
        MappingKind kind,
        long mappedBytes,
        long mappedCount,
        long outstandingBytes,
        long outstandingCount,
        double outstandingVariance,
        int maxWeight,
        boolean incomplete) {
    /** Whether the figures are estimates: a stack counted here stands for several mappings. */
    public boolean sampled() {
        return maxWeight > 1;
    }
}
