package dev.blindspot.model;

import java.time.Instant;
import java.util.List;

/**
 * Every resident byte of a process in exactly one category. Bytes.
 *
 * <p>The rows' {@code rssBytes} add up to {@code scannedBytes} exactly. The process goes on while it is read, so that
 * sum differs from {@code rssBytes} by the drift.
 *
 * @param at when the scan ended
 * @param rssBytes VmRSS as the kernel counts it
 * @param scannedBytes pages seen present
 * @param rows the categories that occur
 */
public record Ledger(Instant at, long rssBytes, long scannedBytes, List<LedgerRow> rows) {
    /** The category of resident pages no rule claims. */
    public static final String UNATTRIBUTED = "unattributed";

    public Ledger {
        rows = List.copyOf(rows);
    }

    /** The same, at a later time at which nothing has changed. */
    public Ledger asOf(Instant later) {
        return new Ledger(later, rssBytes, scannedBytes, rows);
    }

    /** Signed: {@code scannedBytes - rssBytes}. */
    public long driftBytes() {
        return scannedBytes - rssBytes;
    }

    /** Resident bytes no rule claims. */
    public long unattributedBytes() {
        return rssBytes(UNATTRIBUTED);
    }

    /** Resident bytes of a category; 0 where it does not occur. */
    public long rssBytes(String category) {
        return rows.stream()
                .filter(row -> row.category().equals(category))
                .mapToLong(LedgerRow::rssBytes)
                .sum();
    }
}
