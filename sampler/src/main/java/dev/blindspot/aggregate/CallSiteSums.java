package dev.blindspot.aggregate;

import dev.blindspot.model.CallSiteDelta;

/** The sum of a row's deltas. */
final class CallSiteSums {
    private long mappedBytes;
    private long mappedCount;
    private long outstandingBytes;
    private long outstandingCount;
    private double outstandingVariance;
    private int maxWeight;
    private boolean incomplete;

    void add(CallSiteDelta delta) {
        mappedBytes += delta.mappedBytes();
        mappedCount += delta.mappedCount();
        outstandingBytes += delta.outstandingBytes();
        outstandingCount += delta.outstandingCount();
        outstandingVariance += delta.outstandingVariance();
        maxWeight = Math.max(maxWeight, delta.maxWeight());
        incomplete |= delta.incomplete();
    }

    void add(CallSiteSums other) {
        mappedBytes += other.mappedBytes;
        mappedCount += other.mappedCount;
        outstandingBytes += other.outstandingBytes;
        outstandingCount += other.outstandingCount;
        outstandingVariance += other.outstandingVariance;
        maxWeight = Math.max(maxWeight, other.maxWeight);
        incomplete |= other.incomplete;
    }

    long mappedBytes() {
        return mappedBytes;
    }

    long mappedCount() {
        return mappedCount;
    }

    long outstandingBytes() {
        return outstandingBytes;
    }

    long outstandingCount() {
        return outstandingCount;
    }

    double outstandingVariance() {
        return outstandingVariance;
    }

    int maxWeight() {
        return maxWeight;
    }

    boolean incomplete() {
        return incomplete;
    }
}
