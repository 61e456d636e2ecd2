package dev.blindspot.detect;

import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Resident bytes by category over a window, at no more than so many times. */
final class LedgerHistory {
    static final LedgerHistory NONE = new LedgerHistory(List.of());
    private static final int MOST_POINTS = 256;

    private final List<Point> points;

    /** A ledger and its time on the window's clock. */
    record Point(long nanos, Ledger ledger) {}

    /** Of ledgers by rising time; of many every second, or third, and the last. */
    LedgerHistory(List<Point> all) {
        int step = (all.size() + MOST_POINTS - 1) / MOST_POINTS;
        List<Point> kept = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0; i -= step) {
            kept.addFirst(all.get(i));
        }
        points = kept;
    }

    /** Names of all categories that ever had a resident byte. */
    Set<String> categories() {
        return points.stream()
                .flatMap(point -> point.ledger().rows().stream())
                .map(LedgerRow::category)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Resident bytes of one category. */
    Series of(String category) {
        return sum(category::equals);
    }

    /** Resident bytes of some categories together. */
    Series sum(Predicate<String> which) {
        long[] nanos = points.stream().mapToLong(Point::nanos).toArray();
        double[] values = new double[nanos.length];
        Arrays.setAll(
                values,
                i -> points.get(i).ledger().rows().stream()
                        .filter(row -> which.test(row.category()))
                        .mapToLong(LedgerRow::rssBytes)
                        .sum());
        return Series.lookedAt(nanos, values);
    }
}
