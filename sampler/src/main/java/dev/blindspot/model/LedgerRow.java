package dev.blindspot.model;

import org.jspecify.annotations.Nullable;

/**
 * One category of the ledger. All sizes in bytes.
 *
 * @param category name from the contract, e.g. {@code mmap.anon}
 * @param hugeBytes of the resident bytes, those mapped by huge pages; null where the kernel does not tell
 * @param mappings number of kernel mappings (VMAs) with a part in this category
 */
public record LedgerRow(
        String category,
        long rssBytes,
        long virtualBytes,
        long swapBytes,
        @Nullable Long hugeBytes,
        int mappings) {}
