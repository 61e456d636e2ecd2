package dev.blindspot.bench.overhead;

import java.io.IOException;

/** A process of many GiB in small pages that maps and unmaps now and then, and times each pair. */
final class LargeProcess implements Measurement {
    private static final double SETTLE_SECONDS = 2;

    @Override
    public String name() {
        return "large";
    }

    @Override
    public String title() {
        return "A Go process with many GiB resident maps and unmaps 64 KiB every 200 µs";
    }

    @Override
    public void run(Setting setting, Results results) throws IOException {
        long bytes = (long) (setting.gibibytes() * (1L << 30));
        try (SelfMeasuringTarget target =
                new SelfMeasuringTarget(setting.go("latency"), "-resident", String.valueOf(bytes))) {
            Experiment paced = new Experiment(
                            Observers.record(),
                            Observers.SERVE_EACH_SECOND,
                            Observers.PACKAGED_INSPECT_EACH_SECOND,
                            Observers.SMAPS,
                            Observers.SMAPS_ROLLUP)
                    .run(target, "paced", setting, SETTLE_SECONDS);
            results.table(setting.gibibytes() + " GiB, a pair", paced, "p50_ns", "p99_ns", "p999_ns");
            results.ownCost(
                    "idle, " + setting.gibibytes() + " GiB",
                    OwnCost.measure(target.pid(), Blindspot.installed("record")));
        }
    }
}
