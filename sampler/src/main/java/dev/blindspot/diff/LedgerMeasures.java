package dev.blindspot.diff;

import dev.blindspot.model.Inspection;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Categories. A recording shows itself how much each varies: what is compared is where it ended, and what is left in its
 * last half once a straight line is taken out is its noise. Of a single look nothing of the kind is known.
 */
final class LedgerMeasures {
    private static final String GO_HEAP = "go.heap.";

    /** The collector's moment decides how Go's heap is divided and how much of it is to be collected yet. */
    private static final double GO_HEAP_NOISE = 0.25;

    private LedgerMeasures() {}

    static Measures of(List<Ledger> ledgers, Inspection first) {
        List<Ledger> half = ledgers.subList(ledgers.size() / 2, ledgers.size());
        Map<String, List<Double>> series = new LinkedHashMap<>();
        for (int i = 0; i < half.size(); i++) {
            for (LedgerRow row : half.get(i).rows()) {
                List<Double> values = series.computeIfAbsent(row.category(), name -> new ArrayList<>());
                while (values.size() <= i) {
                    values.add(0.0);
                }
                values.set(i, values.get(i) + row.rssBytes());
            }
        }
        Map<String, Measure> rows = new LinkedHashMap<>();
        series.forEach((category, values) -> {
            while (values.size() < half.size()) {
                values.add(0.0);
            }
            rows.put(category, EndOfSeries.of(values));
        });
        return measures(rows, first);
    }

    static Measures of(Inspection look, @Nullable Inspection previous) {
        Map<String, Long> before = previous == null || previous.ledger() == null ? Map.of() : bytes(previous.ledger());
        Map<String, Measure> rows = new LinkedHashMap<>();
        bytes(Objects.requireNonNull(look.ledger()))
                .forEach((category, bytes) ->
                        rows.put(category, new Measure(bytes, Math.abs(bytes - before.getOrDefault(category, bytes)))));
        return measures(rows, look);
    }

    private static Map<String, Long> bytes(Ledger ledger) {
        Map<String, Long> bytes = new LinkedHashMap<>();
        ledger.rows().forEach(row -> bytes.merge(row.category(), row.rssBytes(), Long::sum));
        return bytes;
    }

    private static Measures measures(Map<String, Measure> rows, Inspection look) {
        long heap = rows.entrySet().stream()
                .filter(row -> row.getKey().startsWith(GO_HEAP))
                .mapToLong(row -> row.getValue().bytes())
                .sum();
        boolean heapIsAnonymous = heap == 0 && look.target().goVersion() != null;
        Measures measures = new Measures();
        rows.forEach((category, measure) -> {
            double noise = category.startsWith(GO_HEAP)
                    ? GO_HEAP_NOISE * heap
                    : heapIsAnonymous && category.equals("mmap.anon") ? GO_HEAP_NOISE * measure.bytes() : 0;
            measures.add(RowKey.By.CATEGORY, category, measure.withNoise(noise));
        });
        return measures;
    }
}
