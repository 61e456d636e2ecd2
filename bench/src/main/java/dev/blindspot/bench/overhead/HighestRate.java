package dev.blindspot.bench.overhead;

import java.io.IOException;

/** As many mappings as all CPUs can make, drained by what is left of them. */
final class HighestRate implements Measurement {
    private static final double SECONDS = 10;

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public String title() {
        return "A thread on each CPU maps and unmaps 64 KiB as fast as it can; 4 MiB of ring a CPU";
    }

    @Override
    public void run(Setting setting, Results results) throws IOException {
        for (String stacks : new String[] {"none", "auto", "all"}) {
            try (SelfMeasuringTarget target = new SelfMeasuringTarget(Setting.c("mapstorm"))) {
                double[] pairs = new double[1];
                RecordedLosses recorded = RecordedLosses.during(
                        () -> pairs[0] = target.measure("storm", SECONDS).figure("pairs"),
                        target.pid(),
                        "--stacks",
                        stacks,
                        "--buffer",
                        "4MiB",
                        "--max-size",
                        "64MiB");
                results.fact("--stacks " + stacks + " events a second", 2 * pairs[0] / SECONDS);
                results.fact("--stacks " + stacks + " mappings recorded", recorded.mapped());
                results.fact("--stacks " + stacks + " mappings made", pairs[0]);
                results.fact("--stacks " + stacks + " lost mmap", recorded.of("mmap"));
                results.fact("--stacks " + stacks + " lost munmap", recorded.of("munmap"));
                results.fact("--stacks " + stacks + " own CPU, percent of a core", recorded.cpuPercent());
            }
        }
    }
}
