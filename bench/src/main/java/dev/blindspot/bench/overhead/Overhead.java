package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Measures what the target pays. Arguments: the binary of {@code latency}, the result file, then, each with a default,
 * GiB resident (6), rounds (9), seconds a measurement (3).
 */
public final class Overhead {
    private static final double SETTLE_SECONDS = 2;
    private static final double IDLE_SECONDS = 20;

    private Overhead() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2) {
            throw new IllegalArgumentException("BINARY RESULT [GIB [ROUNDS [SECONDS]]]");
        }
        String binary = arguments[0];
        double gib = number(arguments, 2, 6);
        int rounds = (int) number(arguments, 3, 9);
        double seconds = number(arguments, 4, 3);
        try (OverheadReport report = new OverheadReport(Path.of(arguments[1]))) {
            try (LatencyTarget target = new LatencyTarget(binary, (long) (gib * (1L << 30)))) {
                Experiment paced = new Experiment();
                paced.add("record", Observer::recording);
                paced.add("inspect each second", Observer::inspecting);
                paced.add("cat smaps in a loop", Observer::readingSmaps);
                paced.run(target, "paced", rounds, seconds, SETTLE_SECONDS);
                report.write(
                        "mmap+munmap of 64 KiB each 200 us, " + gib + " GiB resident",
                        paced,
                        OverheadReport.latencies());
                report.write("record of " + gib + " GiB resident, idle", OwnCost.measure(target.pid(), IDLE_SECONDS));
            }
            try (LatencyTarget target = new LatencyTarget(binary, 0)) {
                Experiment flat = new Experiment();
                for (String stacks : new String[] {"none", "auto", "all"}) {
                    flat.add(
                            "record --stacks " + stacks,
                            pid -> Observer.recording(pid, "--stacks", stacks, "--max-size", "64MiB"));
                }
                flat.run(target, "flat", rounds, seconds, SETTLE_SECONDS);
                report.write(
                        "mmap of 64 KiB, touch of a page, munmap at full speed, one thread",
                        flat,
                        OverheadReport.throughput());
                report.write("record of a small process, idle", OwnCost.measure(target.pid(), IDLE_SECONDS));
            }
        }
    }

    private static double number(String[] arguments, int index, double otherwise) {
        return index < arguments.length ? Double.parseDouble(arguments[index]) : otherwise;
    }
}
