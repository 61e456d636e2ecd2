package dev.blindspot.view;

import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The ledger over time: a stacked area a category, and below it the same as a table. */
final class AreaChart {
    /** Categories with an area of their own; the rest share one. */
    private static final int MOST_AREAS = 9;

    private static final int MOST_POINTS = 400;
    private static final double WIDTH = 1000;
    private static final double HEIGHT = 280;
    private static final String OTHERS = "all others";

    private final List<Ledger> ledgers;
    private final Map<String, long[]> areas = new LinkedHashMap<>();

    private AreaChart(List<Ledger> ledgers) {
        this.ledgers = ledgers;
        Map<String, long[]> all = new LinkedHashMap<>();
        for (int i = 0; i < ledgers.size(); i++) {
            for (LedgerRow row : ledgers.get(i).rows()) {
                all.computeIfAbsent(row.category(), name -> new long[ledgers.size()])[i] = row.rssBytes();
            }
        }
        List<String> names = new ArrayList<>(all.keySet());
        names.sort(LargestFirst.by(name -> largest(all.getOrDefault(name, new long[0]))));
        for (String name : names) {
            long[] values = all.getOrDefault(name, new long[0]);
            if (areas.size() < MOST_AREAS || names.size() == MOST_AREAS + 1) {
                areas.put(name, values);
            } else {
                long[] others = areas.computeIfAbsent(OTHERS, key -> new long[ledgers.size()]);
                for (int i = 0; i < values.length; i++) {
                    others[i] += values[i];
                }
            }
        }
    }

    /** Writes chart and table; there must be a ledger. */
    static void write(Html html, List<Ledger> ledgers) {
        AreaChart chart = new AreaChart(thinned(ledgers));
        if (chart.ledgers.size() > 1) {
            chart.chart(html);
        }
        chart.table(html);
    }

    /** As many as can be told apart; the first and the last stay. */
    private static List<Ledger> thinned(List<Ledger> ledgers) {
        if (ledgers.size() <= MOST_POINTS) {
            return ledgers;
        }
        List<Ledger> some = new ArrayList<>();
        for (int i = 0; i < MOST_POINTS; i++) {
            some.add(ledgers.get((int) ((long) i * (ledgers.size() - 1) / (MOST_POINTS - 1))));
        }
        return some;
    }

    private static long largest(long[] values) {
        long largest = 0;
        for (long value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    private void chart(Html html) {
        long highest = Math.max(
                1, ledgers.stream().mapToLong(Ledger::scannedBytes).max().orElse(1));
        html.open("div", "class", "chart");
        html.open("div", "class", "scale")
                .leaf("span", Amounts.bytes(highest))
                .leaf("span", Amounts.bytes(highest / 2.0))
                .leaf("span", "0 B")
                .close();
        html.open(
                "svg",
                "viewBox",
                "0 0 1000 280",
                "preserveAspectRatio",
                "none",
                "role",
                "img",
                "aria-label",
                "Resident memory by category over time; the table below has the same numbers");
        double[] below = new double[ledgers.size()];
        int index = 0;
        for (Map.Entry<String, long[]> area : areas.entrySet()) {
            double[] above = below.clone();
            for (int i = 0; i < above.length; i++) {
                above[i] += area.getValue()[i];
            }
            html.open("path", "class", "a" + index++, "d", path(below, above, highest));
            html.leaf("title", area.getKey()).close();
            below = above;
        }
        html.empty("path", "class", "middle", "d", "M0 140H1000");
        html.close();
        html.open("div", "class", "times")
                .leaf("span", Amounts.time(ledgers.getFirst().at()))
                .leaf("span", "+" + Amounts.nanos(length().toNanos()))
                .close();
        html.close();
    }

    private Duration length() {
        return Duration.between(ledgers.getFirst().at(), ledgers.getLast().at());
    }

    private String path(double[] below, double[] above, long highest) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < above.length; i++) {
            path.append(i == 0 ? "M" : "L").append(point(i, above[i], highest));
        }
        for (int i = below.length - 1; i >= 0; i--) {
            path.append('L').append(point(i, below[i], highest));
        }
        return path.append('Z').toString();
    }

    private String point(int i, double bytes, long highest) {
        Instant start = ledgers.getFirst().at();
        double length = Math.max(1, length().toNanos());
        double x = WIDTH * Duration.between(start, ledgers.get(i).at()).toNanos() / length;
        return String.format(Locale.ROOT, "%.1f %.1f", x, HEIGHT - HEIGHT * bytes / highest);
    }

    private void table(Html html) {
        html.open("table").open("thead").open("tr");
        for (String title : new String[] {"", "Category", "First", "Highest", "Last", "Change"}) {
            html.leaf("th", title, "scope", "col", "class", title.length() > 0 && !title.equals("Category") ? "n" : "");
        }
        html.close().close().open("tbody");
        int index = 0;
        for (Map.Entry<String, long[]> area : areas.entrySet()) {
            row(html, "a" + index++, area.getKey(), area.getValue());
        }
        row(html, "", "sum", ledgers.stream().mapToLong(Ledger::scannedBytes).toArray());
        html.close().close();
    }

    private static void row(Html html, String swatch, String name, long[] values) {
        long first = values[0];
        long last = values[values.length - 1];
        html.open("tr");
        html.open("td");
        if (!swatch.isEmpty()) {
            html.open("svg", "class", "swatch", "viewBox", "0 0 10 10", "aria-hidden", "true")
                    .empty("rect", "class", swatch, "width", "10", "height", "10")
                    .close();
        }
        html.close();
        html.leaf("td", name);
        for (long value : new long[] {first, largest(values), last}) {
            html.leaf("td", Amounts.bytes(value), "class", "n");
        }
        html.leaf("td", Amounts.change(last - first), "class", "n").close();
    }
}
