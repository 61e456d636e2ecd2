package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How what {@code inspect} takes grows with its target: user and system time of the whole process, over three decades of
 * finalizers, of goroutines, and of spans of the heap.
 *
 * <p>Of each size the median look counts, less that at a process without any; the exponent from one decade to the next is the
 * logarithm of how many times more that is: 1 is linear.
 */
final class InspectGrowth implements Measurement {
    private static final long SPAN_BYTES = 8192;
    private static final long LARGEST = 1_000_000;
    private static final int DECADES = 3;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String title() {
        return "CPU time of one inspect, user and system, as its target grows";
    }

    @Override
    public void run(Setting setting, Results results) throws IOException {
        Map<String, Long> bytesOrOne = new LinkedHashMap<>();
        bytesOrOne.put("finalizers", 1L);
        bytesOrOne.put("goroutines", 1L);
        bytesOrOne.put("heap", SPAN_BYTES);
        double none = median(setting, "finalizers", 0);
        results.fact("none, ns", none);
        for (Map.Entry<String, Long> what : bytesOrOne.entrySet()) {
            String name = what.getKey().equals("heap") ? "spans of 8 KiB" : what.getKey();
            double before = Double.NaN;
            for (int decade = DECADES - 1; decade >= 0; decade--) {
                long size = LARGEST / Math.round(Math.pow(10, decade));
                double more = median(setting, what.getKey(), size * what.getValue()) - none;
                String many = String.format(Locale.ROOT, "%,d %s", size, name);
                results.fact(many + ": more than of none, ns", more);
                if (more > 0 && before > 0) {
                    results.fact(many + ": exponent of the last decade", Math.log10(more / before));
                }
                before = more;
            }
        }
    }

    /** CPU nanoseconds of the median look at a target with so many; a look a round. */
    private static double median(Setting setting, String what, long size) throws IOException {
        try (SelfMeasuringTarget target =
                new SelfMeasuringTarget(setting.go("scale"), "-" + what, String.valueOf(size))) {
            long[] nanos = new long[setting.rounds()];
            for (int i = 0; i < nanos.length; i++) {
                long before = ChildTime.nanos();
                Process inspect = new ProcessBuilder(
                                Blindspot.command("inspect", String.valueOf(target.pid()), "--json"))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                int status = inspect.onExit().join().exitValue();
                if (status != 0) {
                    throw new IOException("inspect ended with " + status);
                }
                nanos[i] = ChildTime.nanos() - before;
            }
            Arrays.sort(nanos);
            return (nanos[(nanos.length - 1) / 2] + nanos[nanos.length / 2]) / 2.0;
        }
    }
}
