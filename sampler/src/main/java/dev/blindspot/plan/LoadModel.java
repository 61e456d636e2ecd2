package dev.blindspot.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a unit of load costs in memory: the slope of memory over load, with time beside it, so that growth is not taken for
 * load, and a level of its own for each process.
 */
final class LoadModel {
    private static final double HIGH_SHARE = 0.99;

    /** Load that varies by less of its mean tells nothing of what it costs. */
    private static final double LEAST_VARIATION = 0.05;

    private final String name;
    private final boolean counter;
    private final List<LoadTrack> tracks;
    private final double[] loads;

    LoadModel(String name, List<LoadTrack> read) {
        this.name = name;
        this.counter = LoadTrack.areCounters(read);
        this.tracks = counter ? read.stream().map(LoadTrack::perSecond).toList() : read;
        this.loads = tracks.stream()
                .flatMapToDouble(track -> Arrays.stream(track.load().values()))
                .toArray();
    }

    /**
     * What was found.
     *
     * @param peak of the memory, which a what-if starts from; null if there is none
     * @param factor of the load asked about; null if none is
     */
    Plan.Load load(Plan.@Nullable Peak peak, @Nullable Double factor) {
        double mean = Arrays.stream(loads).average().orElse(Double.NaN);
        double high = Quantiles.of(loads, HIGH_SHARE);
        Estimate perUnit = varies(mean) ? bytesPerUnit() : null;
        return new Plan.Load(
                name,
                counter,
                mean,
                high,
                perUnit == null ? null : perUnit.value(),
                perUnit == null ? null : new Plan.Range(perUnit.low(), perUnit.high()),
                perUnit == null || peak == null || factor == null ? null : whatIf(peak, high, perUnit, factor));
    }

    private boolean varies(double mean) {
        double squares =
                Arrays.stream(loads).map(load -> (load - mean) * (load - mean)).sum();
        return loads.length > 0 && Math.sqrt(squares / loads.length) >= LEAST_VARIATION * Math.abs(mean);
    }

    private @Nullable Estimate bytesPerUnit() {
        List<Estimate.Part> parts = new ArrayList<>();
        for (LoadTrack track : tracks) {
            if (track.load().size() < Course.FEWEST_SAMPLES) {
                continue;
            }
            Bins load = Bins.of(track.load(), Course.MOST_BINS);
            Bins memory = Bins.of(track.memory(), Course.MOST_BINS);
            double[][] design = new double[load.size()][3];
            double mean = Arrays.stream(load.values()).average().orElse(0);
            double spread = 0;
            for (int i = 0; i < design.length; i++) {
                design[i][0] = 1;
                design[i][1] = load.values()[i] - mean;
                design[i][2] = (load.seconds()[i] - load.seconds()[0])
                        / Math.max(1, track.load().length());
                spread += design[i][1] * design[i][1];
            }
            double unit = Math.sqrt(spread / design.length);
            for (double[] row : design) {
                row[1] /= unit;
            }
            Regression fit = unit == 0 ? null : Regression.fit(design, memory.values(), memory.place());
            if (fit != null) {
                parts.add(new Estimate.Part(fit.estimate(1, unit), track.load().size() * unit * unit));
            }
        }
        return parts.isEmpty() ? null : Estimate.pool(parts);
    }

    private static Plan.WhatIf whatIf(Plan.Peak peak, double high, Estimate perUnit, double factor) {
        double more = (factor - 1) * high;
        double error = Math.abs(more) * perUnit.error();
        double expected = Math.max(0, peak.max() + more * perUnit.value());
        return new Plan.WhatIf(
                factor, Math.round(expected), new Plan.Range(Math.max(0, expected - error), expected + error));
    }
}
