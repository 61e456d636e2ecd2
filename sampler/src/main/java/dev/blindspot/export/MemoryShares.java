package dev.blindspot.export;

import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last ledger as shares that add up to it: of each category what stacks hold of it, and the rest without a stack.
 *
 * <p>What stacks hold of a category is estimated: their part of it is taken to be as resident as all of it is. Their part of
 * a category of mappings is what the window's mappings still span; of Go's objects, what its heap profile has in use.
 */
final class MemoryShares {
    private static final String HEAP_OBJECTS = "go.heap.objects";

    /**
     * Resident bytes of one category.
     *
     * @param stack who holds them; null for what is older than the window, or has no stack
     */
    record Share(String category, @Nullable Stack stack, long bytes) {}

    private MemoryShares() {}

    static List<Share> of(RecordedWindow window) {
        Ledger ledger = window.ledger();
        List<Share> shares = new ArrayList<>();
        if (ledger != null) {
            for (LedgerRow category : ledger.rows()) {
                List<Share> holders =
                        category.category().equals(HEAP_OBJECTS) ? objects(window) : mappings(category, window);
                split(shares, category, holders);
            }
        }
        return shares;
    }

    /** What the window's mappings of the category still span. */
    private static List<Share> mappings(LedgerRow category, RecordedWindow window) {
        return window.merged().rows().stream()
                .filter(row -> row.stack() != null && !row.byRuntime() && row.outstandingBytes() > 0)
                .filter(row -> row.kind().label().equals(category.category()))
                .map(row -> new Share(category.category(), row.stack(), row.outstandingBytes()))
                .toList();
    }

    /** What the runtime's own profile has in use, as of its last collection. */
    private static List<Share> objects(RecordedWindow window) {
        HeapProfile heap = window.heapProfile();
        if (heap == null || !heap.available()) {
            return List.of();
        }
        return heap.buckets().stream()
                .map(bucket -> new Share(
                        HEAP_OBJECTS,
                        HeapScale.withoutAllocator(bucket.stack()),
                        HeapScale.inUse(bucket, heap.rate()).bytes()))
                .filter(share -> share.bytes() > 0)
                .toList();
    }

    private static void split(List<Share> shares, LedgerRow category, List<Share> holders) {
        long held = holders.stream().mapToLong(Share::bytes).sum();
        long spanned = Math.max(category.virtualBytes(), Math.max(held, 1));
        double resident = Math.min(1, (double) category.rssBytes() / spanned);
        long rest = category.rssBytes();
        for (Share holder : holders) {
            long bytes = Math.min(rest, (long) (holder.bytes() * resident));
            shares.add(new Share(category.category(), holder.stack(), bytes));
            rest -= bytes;
        }
        shares.add(new Share(category.category(), null, rest));
    }
}
