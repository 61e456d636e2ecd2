package dev.blindspot.detect;

import dev.blindspot.model.Finding;
import dev.blindspot.model.GarbageCollector;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Severity;
import java.util.List;
import java.util.Locale;

/** {@code heap-not-returned}: Go has freed heap that is still resident: it is no leak, but the kernel counts it. */
final class HeapNotReturnedDetector implements Detector {
    private static final String ID = "heap-not-returned";
    private static final String FREE = "go.heap.free";
    private static final String UNUSED = "go.heap.unused";
    private static final long LEAST_BYTES = 16L << 20;
    private static final double LEAST_SHARE = 0.25;

    @Override
    public List<Finding> detect(Window window) {
        Look look = window.lastLook();
        Ledger ledger = look == null ? null : look.ledger();
        if (look == null || ledger == null) {
            return List.of();
        }
        long free = bytes(ledger, FREE);
        return free >= Math.max(LEAST_BYTES, LEAST_SHARE * ledger.rssBytes())
                ? List.of(finding(look, ledger, free))
                : List.of();
    }

    private static long bytes(Ledger ledger, String category) {
        return ledger.rows().stream()
                .filter(row -> row.category().equals(category))
                .mapToLong(LedgerRow::rssBytes)
                .sum();
    }

    private static Finding finding(Look look, Ledger ledger, long free) {
        GarbageCollector gc = look.go() == null ? null : look.go().gc();
        Evidence evidence =
                new Evidence().put("rss_bytes", ledger.rssBytes()).put("unused_in_spans_bytes", bytes(ledger, UNUSED));
        if (gc != null) {
            evidence.put("gogc", (long) gc.gogc())
                    .put("memory_limit_bytes", gc.memoryLimitBytes())
                    .put("goal_bytes", gc.goalBytes());
        }
        return new Finding(
                ID,
                Severity.INFO,
                String.format(Locale.ROOT, "%.0f %%", 100.0 * free / Math.max(ledger.rssBytes(), 1))
                        + " of the resident memory is heap that Go has freed and not given back",
                free,
                null,
                null,
                false,
                evidence.values(),
                List.of(),
                "Go gives freed heap back slowly, and keeps what it expects to need by the heap's goal: set GOMEMLIMIT to"
                        + " make it return more, or call debug.FreeOSMemory after a peak.");
    }
}
