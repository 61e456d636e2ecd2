package dev.blindspot.bench.overhead;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how what {@code inspect} takes grows with its target: user and system time of the whole process, over three decades
 * of finalizers, of goroutines, and of spans of the heap. Arguments: the binary of {@code scale}, the result file, then, each
 * with a default, looks at each size (5) and the largest size (1,000,000).
 *
 * <p>Of each size the median look counts, less that at a process without any; the exponent from one decade to the next is the
 * logarithm of how many times more that is: 1 is linear.
 */
public final class InspectGrowth {
    private static final long SPAN_BYTES = 8192;
    private static final int DECADES = 3;
    private static final double NANOS_PER_MILLI = 1e6;

    private final String binary;
    private final int looks;
    private final long largest;
    private final JsonGenerator json;

    private InspectGrowth(String binary, int looks, long largest, JsonGenerator json) {
        this.binary = binary;
        this.looks = looks;
        this.largest = largest;
        this.json = json;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 2) {
            throw new IllegalArgumentException("BINARY RESULT [LOOKS [LARGEST]]");
        }
        Path file = Path.of(arguments[1]).toAbsolutePath();
        Files.createDirectories(file.getParent());
        try (JsonGenerator json = new JsonFactory().createGenerator(Files.newBufferedWriter(file))) {
            json.useDefaultPrettyPrinter();
            new InspectGrowth(
                            arguments[0],
                            arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5,
                            arguments.length > 3 ? Long.parseLong(arguments[3]) : 1_000_000,
                            json)
                    .run();
        }
    }

    private void run() throws IOException, InterruptedException {
        Map<String, Long> bytesOrOne = new LinkedHashMap<>();
        bytesOrOne.put("finalizers", 1L);
        bytesOrOne.put("goroutines", 1L);
        bytesOrOne.put("heap", SPAN_BYTES);
        System.out.printf("%nCPU time of one inspect, user and system, median of %d%n%n", looks);
        System.out.println("| what | how many | CPU ms | more than of none | ns each | exponent |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        json.writeStartObject();
        double none = median("finalizers", 0);
        json.writeNumberField("none_ns", none);
        for (Map.Entry<String, Long> what : bytesOrOne.entrySet()) {
            json.writeArrayFieldStart(what.getKey().equals("heap") ? "spans" : what.getKey());
            double before = Double.NaN;
            for (int decade = DECADES - 1; decade >= 0; decade--) {
                long size = largest / Math.round(Math.pow(10, decade));
                double more = median(what.getKey(), size * what.getValue()) - none;
                write(what.getKey().equals("heap") ? "spans of 8 KiB" : what.getKey(), size, none, more, before);
                before = more;
            }
            json.writeEndArray();
            json.flush();
        }
        json.writeEndObject();
    }

    private void write(String what, long size, double none, double more, double before) throws IOException {
        double exponent = Math.log10(more / before);
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %,.0f | %,.0f | %,.0f | %s |%n",
                what,
                size,
                (none + more) / NANOS_PER_MILLI,
                more / NANOS_PER_MILLI,
                more / size,
                Double.isNaN(exponent) ? "" : String.format(Locale.ROOT, "%.2f", exponent));
        json.writeStartObject();
        json.writeNumberField("count", size);
        json.writeNumberField("more_ns", more);
        if (!Double.isNaN(exponent)) {
            json.writeNumberField("exponent", exponent);
        }
        json.writeEndObject();
    }

    /** CPU nanoseconds of the median look at a target with so many. */
    private double median(String what, long size) throws IOException, InterruptedException {
        try (LatencyTarget target = new LatencyTarget(binary, "-" + what, String.valueOf(size))) {
            long[] nanos = new long[looks];
            for (int i = 0; i < looks; i++) {
                long before = ChildTime.nanos();
                Process inspect = new ProcessBuilder(
                                Observer.blindspot("inspect", String.valueOf(target.pid()), "--json"))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                if (inspect.waitFor() != 0) {
                    throw new IOException("inspect ended with " + inspect.exitValue());
                }
                nanos[i] = ChildTime.nanos() - before;
            }
            Arrays.sort(nanos);
            return (nanos[(looks - 1) / 2] + nanos[looks / 2]) / 2.0;
        }
    }
}
