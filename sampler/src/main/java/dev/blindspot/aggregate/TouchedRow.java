package dev.blindspot.aggregate;

import dev.blindspot.model.Stack;
import org.jspecify.annotations.Nullable;

/**
 * What faults of one stack made resident in one category of the ledger over a whole window.
 *
 * @param stack null where the faults have none
 */
public record TouchedRow(@Nullable Stack stack, String category, long bytes, long count) {}
