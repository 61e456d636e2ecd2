package dev.blindspot.bench.overhead;

import java.io.IOException;

/** What a service's clients feel, at half of what it can do, each request at its own time. */
final class HttpService implements Measurement {
    private static final double SETTLE_SECONDS = 2;

    @Override
    public String name() {
        return "http";
    }

    @Override
    public String title() {
        return "A Go HTTP service under open-loop load at half its capacity; a request maps 64 KiB";
    }

    @Override
    public void run(Setting setting, Results results) throws IOException {
        try (SelfMeasuringTarget target = new SelfMeasuringTarget(setting.go("httpserve"))) {
            Experiment rounds = new Experiment(
                            Observers.record(),
                            Observers.record("--attach", "thread"),
                            Observers.record("-e", "latency"),
                            Observers.record("-e", "fin"),
                            Observers.record("-e", "dl"),
                            Observers.SERVE_EACH_SECOND,
                            Observers.PACKAGED_INSPECT_EACH_SECOND,
                            Observers.PERF_RECORD,
                            Observers.PERF_TRACE,
                            Observers.BPFTRACE,
                            Observers.MEMLEAK,
                            Observers.STRACE,
                            Observers.SMAPS_ROLLUP,
                            Observers.DELVE)
                    .run(target, "open", setting, SETTLE_SECONDS);
            results.table("a request", rounds, "p50_ns", "p99_ns", "p999_ns");
        }
    }
}
