package dev.blindspot.bench.overhead;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.blindspot.bench.RatioInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The figures as Markdown on standard output and as JSON in a file. */
final class OverheadReport implements AutoCloseable {
    private final JsonGenerator json;

    @SuppressWarnings("MustBeClosed") // closed by close
    OverheadReport(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        json = new JsonFactory().createGenerator(Files.newBufferedWriter(file));
        json.useDefaultPrettyPrinter();
        json.writeStartObject();
    }

    /** The percentiles of one pair, paced. */
    static Map<String, ToDoubleFunction<Round>> latencies() {
        Map<String, ToDoubleFunction<Round>> figures = new LinkedHashMap<>();
        figures.put("p50_ns", Round::p50Nanos);
        figures.put("p99_ns", Round::p99Nanos);
        figures.put("p999_ns", Round::p999Nanos);
        return figures;
    }

    /** Time of a pair at full speed. */
    static Map<String, ToDoubleFunction<Round>> throughput() {
        Map<String, ToDoubleFunction<Round>> figures = new LinkedHashMap<>();
        figures.put("ns_per_pair", Round::nanosPerPair);
        figures.put("p50_ns", Round::p50Nanos);
        return figures;
    }

    /** What a service answers in a second, and how long it takes to. */
    static Map<String, ToDoubleFunction<Round>> requests() {
        Map<String, ToDoubleFunction<Round>> figures = new LinkedHashMap<>();
        figures.put("requests_per_s", Round::perSecond);
        figures.put("p50_ns", Round::p50Nanos);
        figures.put("p99_ns", Round::p99Nanos);
        return figures;
    }

    void write(String title, Experiment experiment, Map<String, ToDoubleFunction<Round>> figures) throws IOException {
        System.out.printf("%n%s%n%n| observer | figure | median | over untraced | 95 %% interval |%n", title);
        System.out.println("| --- | --- | --- | --- | --- |");
        json.writeObjectFieldStart(title);
        for (String name : experiment.names()) {
            json.writeObjectFieldStart(name);
            for (Map.Entry<String, ToDoubleFunction<Round>> figure : figures.entrySet()) {
                write(experiment, name, figure.getKey(), figure.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
        json.flush();
    }

    private void write(Experiment experiment, String name, String key, ToDoubleFunction<Round> figure)
            throws IOException {
        double median = experiment.median(name, figure);
        RatioInterval ratio = experiment.ratio(name, figure);
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %,.0f | %.2f | %.2f to %.2f |%n",
                name,
                key,
                median,
                ratio.median(),
                ratio.low(),
                ratio.high());
        json.writeObjectFieldStart(key);
        json.writeNumberField("median", median);
        json.writeNumberField("ratio", ratio.median());
        json.writeNumberField("ratio_low", ratio.low());
        json.writeNumberField("ratio_high", ratio.high());
        json.writeNumberField("rounds", ratio.pairs());
        json.writeArrayFieldStart("each");
        for (Round round : experiment.rounds(name)) {
            json.writeNumber(figure.applyAsDouble(round));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    void write(String title, OwnCost cost) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%n%s: %.2f %% of a core, %.1f MiB resident without the kernel's rings (%.1f MiB)%n",
                title,
                cost.cpuPercent(),
                cost.residentBytes() / 1048576.0,
                cost.ringBytes() / 1048576.0);
        json.writeObjectFieldStart(title);
        json.writeNumberField("cpu_percent", cost.cpuPercent());
        json.writeNumberField("resident_bytes", cost.residentBytes());
        json.writeNumberField("ring_bytes", cost.ringBytes());
        json.writeEndObject();
        json.flush();
    }

    @Override
    public void close() throws IOException {
        json.writeEndObject();
        json.close();
    }
}
