package dev.blindspot.model;

import java.util.List;

/**
 * The runtime's own heap profile: what {@code runtime.MemProfile(nil, true)} would return, unscaled, as of its GC cycle.
 *
 * @param available false where the program was linked without it
 * @param rate bytes between samples
 * @param bucketCount of stacks and sizes in all
 * @param buckets with the most bytes in use first; 100,000 at most
 */
public record HeapProfile(
        boolean available,
        long rate,
        long inuseBytes,
        long inuseObjects,
        long allocBytes,
        long allocObjects,
        int bucketCount,
        List<Bucket> buckets) {
    public HeapProfile {
        buckets = List.copyOf(buckets);
    }

    /** Samples of one stack and object size. */
    public record Bucket(
            Stack stack, long objectBytes, long inuseBytes, long inuseObjects, long allocBytes, long allocObjects) {}
}
