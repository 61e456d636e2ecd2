package dev.blindspot.model;

import org.jspecify.annotations.Nullable;

/** An executable mapping of a file, as of the time it was seen. Addresses and bytes. */
public record Module(
        long start,
        long end,
        long fileOffset,
        String path,
        @Nullable String buildId) {}
