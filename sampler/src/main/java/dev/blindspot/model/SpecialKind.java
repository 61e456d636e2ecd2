package dev.blindspot.model;

import org.jspecify.annotations.Nullable;

/**
 * The runtime's records of one kind that hang on objects of its heap.
 *
 * @param name {@code finalizer}, {@code cleanup}, {@code weak_handle}, {@code profile}, {@code pin_counter}, …
 * @param count of those in use
 * @param metadataBytes of those in use; in {@code other_sys}, never given back to the system
 * @param metadataFreeBytes of those the runtime keeps for later; null if unknown
 */
public record SpecialKind(
        String name,
        long count,
        long metadataBytes,
        @Nullable Long metadataFreeBytes) {}
