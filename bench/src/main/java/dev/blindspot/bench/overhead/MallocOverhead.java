package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Measures what {@code -e malloc} costs a cgo service that is busy all the time and allocates some 200,000 times a second.
 * Arguments: the binary of {@code cmalloc}, the result file, then, each with a default, rounds (9), seconds a measurement
 * (20: a window comes every few seconds).
 */
public final class MallocOverhead {
    private static final double SETTLE_SECONDS = 10;

    private MallocOverhead() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2) {
            throw new IllegalArgumentException("BINARY RESULT [ROUNDS [SECONDS]]");
        }
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 9;
        double seconds = arguments.length > 3 ? Double.parseDouble(arguments[3]) : 20;
        try (OverheadReport report = new OverheadReport(Path.of(arguments[1]));
                LatencyTarget target = new LatencyTarget(arguments[0], "-measure")) {
            Experiment busy = new Experiment();
            busy.add("record", pid -> Observer.recording(pid, "--max-overhead", "5%"));
            busy.add("record -e malloc", pid -> Observer.recording(pid, "-e", "malloc", "--max-overhead", "5%"));
            busy.run(target, "busy", rounds, seconds, SETTLE_SECONDS);
            report.write(
                    "a request of 208 allocations and frees in C and a millisecond of work, one thread",
                    busy,
                    OverheadReport.throughput());
        }
    }
}
