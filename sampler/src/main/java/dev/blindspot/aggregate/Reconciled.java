package dev.blindspot.aggregate;

/** What a reconciliation dropped: ranges believed mapped that were not, and their bytes. */
public record Reconciled(int droppedRanges, long droppedBytes) {}
