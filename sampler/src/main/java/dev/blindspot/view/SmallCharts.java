package dev.blindspot.view;

import dev.blindspot.aggregate.GaugeSeries;
import dev.blindspot.aggregate.MergedHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/** Histograms as bars and gauges as lines, a small picture each with its numbers. */
final class SmallCharts {
    private static final double WIDTH = 300;
    private static final double HEIGHT = 60;
    private static final int MOST_POINTS = 300;

    private SmallCharts() {}

    static void histograms(Html html, List<MergedHistogram> histograms) {
        html.open("div", "class", "small");
        for (MergedHistogram merged : histograms) {
            if (merged.values().getTotalCount() > 0) {
                histogram(html, merged);
            }
        }
        html.close();
    }

    private static void histogram(Html html, MergedHistogram merged) {
        Histogram values = merged.values();
        boolean bytes = merged.unit().equals("bytes");
        html.open("figure").leaf("figcaption", merged.tag());
        long[] counts = doublings(values);
        int first = 0;
        while (counts[first] == 0) {
            first++;
        }
        int last = counts.length - 1;
        while (counts[last] == 0) {
            last--;
        }
        long highest = 1;
        for (long count : counts) {
            highest = Math.max(highest, count);
        }
        svg(html, merged.tag() + ": how often each size came, sizes doubling from bar to bar");
        double width = WIDTH / (last - first + 1);
        for (int i = first; i <= last; i++) {
            // A bar that is there is seen, however low.
            double height = counts[i] == 0 ? 0 : Math.max(1, HEIGHT * counts[i] / highest);
            html.open(
                    "rect",
                    "class",
                    "a0",
                    "x",
                    decimal((i - first) * width),
                    "y",
                    decimal(HEIGHT - height),
                    "width",
                    decimal(Math.max(0.5, width - 1)),
                    "height",
                    decimal(height));
            String range =
                    amount(bytes, i == 0 ? 0 : Math.scalb(1.0, i - 1)) + " to " + amount(bytes, Math.scalb(1.0, i));
            html.leaf("title", range + ": " + Amounts.count(counts[i])).close();
        }
        html.close();
        html.open("p", "class", "ends")
                .leaf("span", amount(bytes, values.getMinValue()))
                .leaf("span", amount(bytes, values.getMaxValue()))
                .close();
        String overflow = merged.overflow() == 0 ? "" : ", " + Amounts.count(merged.overflow()) + " beyond the range";
        html.leaf(
                "p",
                Amounts.count(values.getTotalCount()) + ", mean " + amount(bytes, values.getMean()) + ", p50 "
                        + amount(bytes, values.getValueAtPercentile(50)) + ", p90 "
                        + amount(bytes, values.getValueAtPercentile(90)) + ", p99 "
                        + amount(bytes, values.getValueAtPercentile(99)) + overflow);
        html.close();
    }

    /** How many values need so many bits. */
    private static long[] doublings(Histogram values) {
        long[] counts = new long[Long.SIZE + 1];
        for (HistogramIterationValue value : values.recordedValues()) {
            counts[Long.SIZE - Long.numberOfLeadingZeros(value.getValueIteratedTo())] +=
                    value.getCountAtValueIteratedTo();
        }
        return counts;
    }

    static void gauges(Html html, List<GaugeSeries> gauges) {
        html.open("div", "class", "small");
        for (GaugeSeries series : gauges) {
            if (!series.points().isEmpty()) {
                gauge(html, series);
            }
        }
        html.close();
    }

    private static void gauge(Html html, GaugeSeries series) {
        List<@Nullable Double> values = thinned(series);
        double lowest = Double.MAX_VALUE;
        double highest = -Double.MAX_VALUE;
        for (Double value : values) {
            if (value != null) {
                lowest = Math.min(lowest, value);
                highest = Math.max(highest, value);
            }
        }
        html.open("figure").leaf("figcaption", series.name());
        if (highest < lowest) {
            html.leaf("p", "could not be read").close();
            return;
        }
        svg(html, series.name() + " over time");
        html.empty("path", "class", "line", "d", line(values, lowest, highest)).close();
        html.leaf(
                "p",
                text(series, series.points().getFirst().value()) + " → "
                        + text(series, series.points().getLast().value()) + ", between " + text(series, lowest)
                        + " and " + text(series, highest));
        html.close();
    }

    private static List<@Nullable Double> thinned(GaugeSeries series) {
        List<GaugeSeries.Point> points = series.points();
        int count = Math.min(points.size(), MOST_POINTS);
        List<@Nullable Double> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(points.get(count == 1 ? 0 : (int) ((long) i * (points.size() - 1) / (count - 1)))
                    .value());
        }
        return values;
    }

    /** What could not be read is a gap. */
    private static String line(List<@Nullable Double> values, double lowest, double highest) {
        StringBuilder path = new StringBuilder();
        double span = highest - lowest;
        boolean gap = true;
        for (int i = 0; i < values.size(); i++) {
            Double value = values.get(i);
            if (value == null) {
                gap = true;
                continue;
            }
            double x = values.size() == 1 ? 0 : WIDTH * i / (values.size() - 1);
            double y = span == 0 ? HEIGHT / 2 : HEIGHT - 2 - (HEIGHT - 4) * (value - lowest) / span;
            path.append(gap ? 'M' : 'L').append(decimal(x)).append(' ').append(decimal(y));
            if (gap) {
                path.append("h0.1");
            }
            gap = false;
        }
        return path.toString();
    }

    private static void svg(Html html, String label) {
        html.open("svg", "viewBox", "0 0 300 60", "preserveAspectRatio", "none", "role", "img", "aria-label", label);
    }

    private static String text(GaugeSeries series, @Nullable Double value) {
        if (value == null) {
            return "?";
        }
        return series.unit().equals("bytes") ? Amounts.bytes(value) : Amounts.count(Math.round(value));
    }

    private static String amount(boolean bytes, double value) {
        return bytes ? Amounts.bytes(value) : Amounts.nanos(value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
