package dev.blindspot.export;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last ledger as shares that add up to it: of each category what stacks hold of it, and the rest without a stack.
 *
 * <p>What the window's mappings of a category hold of its resident bytes is estimated: they are taken to be as resident as
 * the whole category is.
 */
final class MemoryShares {
    /**
     * Resident bytes of one category.
     *
     * @param stack who mapped them; null for what is older than the window, or has no stack
     */
    record Share(String category, @Nullable Stack stack, long bytes) {}

    private MemoryShares() {}

    static List<Share> of(RecordedWindow window) {
        Ledger ledger = window.ledger();
        List<Share> shares = new ArrayList<>();
        if (ledger == null) {
            return shares;
        }
        List<CallSiteRow> rows = window.merged().rows();
        for (LedgerRow category : ledger.rows()) {
            addCategory(shares, category, rows);
        }
        return shares;
    }

    private static void addCategory(List<Share> shares, LedgerRow category, List<CallSiteRow> rows) {
        List<CallSiteRow> inIt = rows.stream()
                .filter(row -> row.stack() != null && !row.byRuntime() && row.outstandingBytes() > 0)
                .filter(row -> row.kind().label().equals(category.category()))
                .toList();
        long mapped = inIt.stream().mapToLong(CallSiteRow::outstandingBytes).sum();
        double resident = (double) category.rssBytes() / Math.max(category.virtualBytes(), Math.max(mapped, 1));
        long rest = category.rssBytes();
        for (CallSiteRow row : inIt) {
            long bytes = Math.min(rest, (long) (row.outstandingBytes() * Math.min(resident, 1)));
            shares.add(new Share(category.category(), row.stack(), bytes));
            rest -= bytes;
        }
        shares.add(new Share(category.category(), null, rest));
    }
}
