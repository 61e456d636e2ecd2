package dev.blindspot.bench.overhead;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.blindspot.bench.Origin;
import dev.blindspot.bench.RatioInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * One measurement's figures, as JSON: {@code {name, title, at, commit, load, tables[]: {title, observers[]: {name, figures{NAME: {median,
 * ratio{median, low, high, rounds}, each[]}}}, skipped{NAME: reason}}, facts{NAME: number}}}}.
 */
final class Results implements AutoCloseable {
    private final JsonGenerator json;
    private final Path file;
    private final Path unfinished;
    private boolean inTables = true;

    @SuppressWarnings("MustBeClosed") // closed by close
    Results(Path file, Measurement measurement) throws IOException {
        this.file = file;
        unfinished = file.resolveSibling(file.getFileName() + ".part");
        Files.createDirectories(file.toAbsolutePath().getParent());
        json = new JsonFactory().createGenerator(Files.newBufferedWriter(unfinished));
        json.useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeStringField("name", measurement.name());
        json.writeStringField("title", measurement.title());
        Origin.now().write(json);
        json.writeArrayFieldStart("tables");
    }

    /** All observers of a comparison, by these figures of the target and by their own CPU; before any fact. */
    void table(String title, Comparison comparison, String... figures) throws IOException {
        json.writeStartObject();
        json.writeStringField("title", title);
        json.writeArrayFieldStart("observers");
        for (String name : comparison.names()) {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeObjectFieldStart("figures");
            for (String figure : figures) {
                figure(comparison, name, figure);
            }
            json.writeObjectFieldStart(Round.OBSERVER_CPU);
            json.writeNumberField(
                    "median",
                    RatioInterval.of(comparison.each(name, Round.OBSERVER_CPU)).median());
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("skipped");
        for (Map.Entry<String, String> skipped : comparison.skipped().entrySet()) {
            json.writeStringField(skipped.getKey(), skipped.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void figure(Comparison comparison, String name, String figure) throws IOException {
        double[] each = comparison.each(name, figure);
        RatioInterval ratio = comparison.ratio(name, figure);
        json.writeObjectFieldStart(figure);
        json.writeNumberField("median", RatioInterval.of(each).median());
        json.writeObjectFieldStart("ratio");
        json.writeNumberField("median", ratio.median());
        json.writeNumberField("low", ratio.low());
        json.writeNumberField("high", ratio.high());
        json.writeNumberField("rounds", ratio.pairs());
        json.writeEndObject();
        json.writeArrayFieldStart("each");
        for (double value : each) {
            json.writeNumber(value);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** A number by itself; after all tables. */
    void fact(String name, double value) throws IOException {
        if (inTables) {
            json.writeEndArray();
            json.writeObjectFieldStart("facts");
            inTables = false;
        }
        json.writeNumberField(name, value);
        System.err.println(name + ": " + value);
    }

    /** Lost events by source, each 0 where none was lost. */
    void losses(String prefix, RecordedLosses losses, List<String> sources) throws IOException {
        for (String source : sources) {
            fact(prefix + " lost " + source, losses.of(source));
        }
    }

    /** What an observer took itself. */
    void ownCost(String prefix, OwnCost cost) throws IOException {
        fact(prefix + ": CPU, percent of a core", cost.cpuPercent());
        fact(prefix + ": CPU of its first two minutes, ns", cost.startNanos());
        fact(prefix + ": resident bytes, kernel's rings excluded", cost.residentBytes());
        fact(prefix + ": kernel's rings, bytes", cost.ringBytes());
    }

    @Override
    public void close() throws IOException {
        if (inTables) {
            json.writeEndArray();
        }
        json.close(); // ends what is open
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
