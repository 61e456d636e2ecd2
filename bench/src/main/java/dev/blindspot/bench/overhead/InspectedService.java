package dev.blindspot.bench.overhead;

import java.io.IOException;

/**
 * What an HTTP service pays for being inspected once a second: by a process that stays, and by a new one each time. Twice:
 * a service that keeps one core busy, so that it pays only for what inspecting does to it; and one that keeps all of them
 * busy, so that it pays for the time of the inspecting process as well.
 */
final class InspectedService implements Measurement {
    /** What stays is compiled by then. */
    private static final double SETTLE_SECONDS = 12;

    /** So many inspections a round, at a second each. */
    private static final double LONGER = 2.5;

    @Override
    public String name() {
        return "inspected";
    }

    @Override
    public String title() {
        return "An HTTP service with requests back to back is inspected once a second";
    }

    @Override
    public void run(Setting setting, Results results) throws IOException {
        int all = Runtime.getRuntime().availableProcessors();
        // The harder one first: the page looks for an observer from the top.
        measure(setting.longer(LONGER), results, all);
        if (all > 1) {
            measure(setting.longer(LONGER), results, 1);
        }
    }

    private static void measure(Setting setting, Results results, int processors) throws IOException {
        try (SelfMeasuringTarget target =
                new SelfMeasuringTarget(setting.go("webservice"), "-processors", String.valueOf(processors))) {
            Experiment experiment = new Experiment(
                            Observers.SERVE_EACH_SECOND,
                            Observers.record("--stacks", "none"),
                            Observers.INSPECT_EACH_SECOND,
                            Observers.PACKAGED_INSPECT_EACH_SECOND)
                    .run(target, "requests", setting, SETTLE_SECONDS);
            results.table("a request, on " + processors + " CPUs", experiment, "ns_per_pair", "p50_ns", "p99_ns");
        }
    }
}
