package dev.blindspot.bench.overhead;

import java.io.IOException;

/** Context switches: what events that are bound to threads make dear. */
final class PingPong implements Measurement {
    private static final double SETTLE_SECONDS = 1.5;

    @Override
    public String name() {
        return "pingpong";
    }

    @Override
    public String title() {
        return "Two threads on one CPU wake each other by pipes";
    }

    @Override
    public void run(Setting setting, Results results) throws IOException {
        try (SelfMeasuringTarget target = new SelfMeasuringTarget(Setting.c("pingpong"))) {
            Experiment rounds = new Experiment(
                            Observers.record(),
                            Observers.record("--attach", "thread"),
                            Observers.PERF_RECORD,
                            Observers.BPFTRACE,
                            Observers.STRACE)
                    .run(target, "pingpong", setting, SETTLE_SECONDS);
            results.table("a round trip", rounds, "p50_ns", "ns_per_pair");
        }
    }
}
