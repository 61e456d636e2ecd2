package dev.blindspot.aggregate;

/**
 * Faults of one stack in one small piece of address space, of one interval.
 *
 * @param stackId 0 for those without a stack
 * @param address of the first of them
 * @param bytes faults represented times the page size
 * @param count faults represented
 */
public record PlacedFaults(int stackId, long address, long bytes, long count) {}
