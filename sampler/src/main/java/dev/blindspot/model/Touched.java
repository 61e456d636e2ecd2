package dev.blindspot.model;

/**
 * What page faults of one stack made resident in one category of the ledger.
 *
 * @param stackId id of the stack in the recording; 0 for faults without one
 * @param category name from the contract; {@code unattributed} for a place that was no longer mapped when it was looked up
 * @param bytes faults represented times the page size
 * @param count faults represented
 */
public record Touched(int stackId, String category, long bytes, long count) {}
