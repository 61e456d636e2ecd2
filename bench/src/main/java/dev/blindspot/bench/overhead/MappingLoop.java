package dev.blindspot.bench.overhead;

import java.io.IOException;

/** A loop that does nothing but map, touch and unmap. */
final class MappingLoop implements Measurement {
    private static final double SETTLE_SECONDS = 2;

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public String title() {
        return "One thread maps 64 KiB, touches a page and unmaps, as fast as it can";
    }

    @Override
    public void run(Setting setting, Results results) throws IOException {
        String[] small = {"--max-size", "64MiB"};
        try (SelfMeasuringTarget target = new SelfMeasuringTarget(setting.go("latency"))) {
            Experiment flat = new Experiment(
                            Observers.record("--stacks", "none", small[0], small[1]),
                            Observers.record("--stacks", "auto", small[0], small[1]),
                            Observers.record("--stacks", "all", small[0], small[1]),
                            Observers.record("-e", "latency", small[0], small[1]),
                            Observers.record("--attach", "thread", small[0], small[1]),
                            Observers.PERF_RECORD,
                            Observers.PERF_TRACE,
                            Observers.BPFTRACE,
                            Observers.STRACE)
                    .run(target, "flat", setting, SETTLE_SECONDS);
            results.table("a pair", flat, "p50_ns", "ns_per_pair");
        }
    }
}
