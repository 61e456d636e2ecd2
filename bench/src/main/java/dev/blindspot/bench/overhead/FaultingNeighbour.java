package dev.blindspot.bench.overhead;

import java.io.IOException;

/** A neighbour whose faults fill rings of all CPUs, while the target's mappings must all be told. */
final class FaultingNeighbour implements Measurement {
    private static final int FAULTS_PER_SECOND = 200_000;
    private static final double SECONDS = 10;

    @Override
    public String name() {
        return "neighbour";
    }

    @Override
    public String title() {
        return "A neighbour faults 200,000 pages a second while a target that maps 5,000 times a second is recorded";
    }

    @Override
    public void run(Setting setting, Results results) throws IOException {
        try (SelfMeasuringTarget target = new SelfMeasuringTarget(setting.go("latency"));
                SelfMeasuringTarget neighbour =
                        new SelfMeasuringTarget(Setting.c("faulting"), String.valueOf(FAULTS_PER_SECOND))) {
            long before = ProcStat.minorFaults(neighbour.pid());
            double[] pairs = new double[1];
            RecordedLosses recorded = RecordedLosses.during(
                    () -> pairs[0] = target.measure("paced", SECONDS).figure("pairs"), target.pid());
            results.fact("neighbour's faults a second", (ProcStat.minorFaults(neighbour.pid()) - before) / SECONDS);
            results.fact("target's mappings", pairs[0]);
            results.fact("mappings recorded", recorded.mapped());
            results.losses("record", recorded, RecordedLosses.MAPPINGS);
            results.fact("own CPU, percent of a core", recorded.cpuPercent());
        }
    }
}
