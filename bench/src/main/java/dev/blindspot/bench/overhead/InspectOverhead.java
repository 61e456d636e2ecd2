package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Measures what an HTTP service pays for being inspected once a second: requests it answers against those it answers
 * uninspected. Arguments: the binary of {@code webservice}, the result file, then, each with a default, rounds (9) and seconds
 * a measurement (8: so many inspections).
 *
 * <p>Twice: a service that keeps one core busy, so that it pays only for what inspecting does to it; and one that keeps all of
 * them busy, so that it pays for the time of the inspecting process as well.
 */
public final class InspectOverhead {
    private static final double SETTLE_SECONDS = 2;

    private InspectOverhead() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2) {
            throw new IllegalArgumentException("BINARY RESULT [ROUNDS [SECONDS]]");
        }
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 9;
        double seconds = arguments.length > 3 ? Double.parseDouble(arguments[3]) : 8;
        int all = Runtime.getRuntime().availableProcessors();
        try (OverheadReport report = new OverheadReport(Path.of(arguments[1]))) {
            measure(report, arguments[0], 1, rounds, seconds);
            if (all > 1) {
                measure(report, arguments[0], all, rounds, seconds);
            }
        }
    }

    private static void measure(OverheadReport report, String binary, int processors, int rounds, double seconds)
            throws IOException {
        try (LatencyTarget target = new LatencyTarget(binary, "-processors", String.valueOf(processors))) {
            Experiment experiment = new Experiment();
            experiment.add("inspect each second", Observer::inspecting);
            experiment.run(target, "requests", rounds, seconds, SETTLE_SECONDS);
            report.write(
                    "an HTTP service on " + processors + " of " + Runtime.getRuntime().availableProcessors()
                            + " processors, requests back to back",
                    experiment,
                    OverheadReport.requests());
        }
    }
}
