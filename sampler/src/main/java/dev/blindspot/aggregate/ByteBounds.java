package dev.blindspot.aggregate;

/** An interval that holds the true number of bytes, both ends included. */
public record ByteBounds(long low, long high) {}
