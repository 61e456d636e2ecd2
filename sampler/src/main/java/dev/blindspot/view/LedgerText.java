package dev.blindspot.view;

import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ledger: as of one time, or how it changed over many. */
final class LedgerText {
    private LedgerText() {}

    /** One look: largest first. */
    static void one(StringBuilder text, Ink ink, Ledger ledger) {
        Table table = new Table("RESIDENT", "MAPPED", "SWAP", "MAPPINGS", "<CATEGORY");
        ledger.rows().stream()
                .sorted(LargestFirst.by(LedgerRow::rssBytes))
                .forEach(row -> table.add(
                        Amounts.bytes(row.rssBytes()),
                        Amounts.bytes(row.virtualBytes()),
                        Amounts.bytes(row.swapBytes()),
                        Amounts.count(row.mappings()),
                        row.category()));
        table.add(Amounts.bytes(ledger.scannedBytes()), "", "", "", "sum");
        table.appendTo(text, ink);
        text.append("  VmRSS ").append(Amounts.exactBytes(ledger.rssBytes()));
        if (ledger.driftBytes() != 0) {
            text.append("; the sum differs by ")
                    .append(Amounts.change(ledger.driftBytes()))
                    .append(", the process went on meanwhile");
        }
        text.append('\n');
    }

    /** First, lowest, highest and last of each category, most changed first. */
    static void change(StringBuilder text, Ink ink, List<Ledger> ledgers) {
        Map<String, Track> tracks = new LinkedHashMap<>();
        for (int i = 0; i < ledgers.size(); i++) {
            for (LedgerRow row : ledgers.get(i).rows()) {
                tracks.computeIfAbsent(row.category(), name -> new Track(new long[ledgers.size()]))
                                .values()[i] =
                        row.rssBytes();
            }
        }
        Track sum = new Track(ledgers.stream().mapToLong(Ledger::scannedBytes).toArray());
        Table table = new Table("FIRST", "HIGHEST", "LAST", "CHANGE", "<CATEGORY");
        tracks.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Track> entry) ->
                                Math.abs(entry.getValue().change()))
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .forEach(entry -> entry.getValue().addTo(table, entry.getKey()));
        sum.addTo(table, "sum");
        table.appendTo(text, ink);
    }

    @SuppressWarnings("ArrayRecordComponent") // filled once, shown once
    private record Track(long[] values) {
        long first() {
            return values[0];
        }

        long lastValue() {
            return values[values.length - 1];
        }

        long change() {
            return lastValue() - first();
        }

        void addTo(Table table, String name) {
            table.add(
                    Amounts.bytes(first()),
                    Amounts.bytes(Arrays.stream(values).max().orElse(0)),
                    Amounts.bytes(lastValue()),
                    Amounts.change(change()),
                    name);
        }
    }
}
