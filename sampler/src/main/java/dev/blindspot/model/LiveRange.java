package dev.blindspot.model;

/**
 * A piece of address space mapped within the window, as of an interval's end.
 *
 * @param start first address
 * @param end address after the last byte
 * @param stackId id of the mapping call's stack, 0 none
 * @param weight how many mappings the call's stack stands for; 0 where its stack was not taken: it is in no row
 * @param bornNanos monotonic time of the mapping call
 */
public record LiveRange(long start, long end, MappingKind kind, int stackId, int weight, long bornNanos) {}
