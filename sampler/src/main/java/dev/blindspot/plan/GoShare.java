package dev.blindspot.plan;

import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;

/** What of a ledger Go's runtime manages, and what of that its heap profile can show. */
final class GoShare {
    /** Parts of one heap: what one of them gains another loses. */
    static final String HEAP = "go.heap.";

    private static final String OBJECTS = "go.heap.objects";

    private GoShare() {}

    /** Whether the ledger tells Go's heap from other mappings. */
    static boolean isKnown(Ledger ledger) {
        return ledger.rows().stream().anyMatch(row -> row.category().equals(OBJECTS));
    }

    /** Resident bytes that GOMEMLIMIT does not count: C, mappings, binaries, libraries. */
    static long outsideRuntime(Ledger ledger) {
        return ledger.rows().stream()
                .filter(row -> !isRuntime(row.category()))
                .mapToLong(LedgerRow::rssBytes)
                .sum();
    }

    /** Resident bytes of heap objects, the most that a heap profile can show. */
    static long objects(Ledger ledger) {
        return ledger.rows().stream()
                .filter(row -> row.category().equals(OBJECTS))
                .mapToLong(LedgerRow::rssBytes)
                .sum();
    }

    private static boolean isRuntime(String category) {
        return category.startsWith(HEAP) || category.equals("go.stacks") || category.startsWith("go.metadata.");
    }
}
