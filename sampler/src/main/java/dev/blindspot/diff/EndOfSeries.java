package dev.blindspot.diff;

import java.util.List;

/** Where a series ended, read off the straight line through it, and how far it strayed from that line. */
final class EndOfSeries {
    private EndOfSeries() {}

    static Measure of(List<Double> values) {
        int n = values.size();
        double meanX = (n - 1) / 2.0;
        double meanY =
                values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < n; i++) {
            xy += (i - meanX) * (values.get(i) - meanY);
            xx += (i - meanX) * (i - meanX);
        }
        double slope = xx == 0 ? 0 : xy / xx;
        double highest = 0;
        double lowest = 0;
        for (int i = 0; i < n; i++) {
            double off = values.get(i) - meanY - slope * (i - meanX);
            highest = Math.max(highest, off);
            lowest = Math.min(lowest, off);
        }
        return new Measure(Math.max(0, Math.round(meanY + slope * (n - 1 - meanX))), highest - lowest);
    }
}
