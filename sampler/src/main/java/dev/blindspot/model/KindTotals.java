package dev.blindspot.model;

/** Exact totals of one kind, or what an interval changed of them: no sampling is in them. Bytes and calls. */
public record KindTotals(
        MappingKind kind, long mappedBytes, long mappedCount, long outstandingBytes, long outstandingCount) {}
