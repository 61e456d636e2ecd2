package dev.blindspot.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Puts the results that are there into a page, between its two marks. Arguments: the folder of results, the page.
 *
 * <p>Nothing is judged by hand: a {@link Line} is met where the interval's upper end is under it.
 */
public final class PerformancePage {
    private static final String BEGIN = "<!-- measured: begin -->";
    private static final String END = "<!-- measured: end -->";

    private final Path results;
    private final ObjectMapper json = new ObjectMapper();
    private final Formatter page = new Formatter(Locale.ROOT);

    private PerformancePage(Path results) {
        this.results = results;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("RESULTS PAGE");
        }
        Path file = Path.of(arguments[1]);
        String old = Files.readString(file);
        int begin = old.indexOf(BEGIN);
        int end = old.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(file + " has no place between " + BEGIN + " and " + END);
        }
        String measured = new PerformancePage(Path.of(arguments[0])).write();
        Files.writeString(file, old.substring(0, begin + BEGIN.length()) + "\n\n" + measured + old.substring(end));
    }

    private String write() throws IOException {
        machine();
        List<JsonNode> pairs = documents("pairs");
        List<JsonNode> measurements = documents("overhead");
        lines(pairs, measurements);
        pairs(pairs);
        for (JsonNode measurement : measurements) {
            measurement(measurement);
        }
        return page.toString();
    }

    private List<JsonNode> documents(String folder) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        if (Files.isDirectory(results.resolve(folder))) {
            try (Stream<Path> files = Files.list(results.resolve(folder))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                        .sorted()
                        .toList()) {
                    documents.add(json.readTree(file.toFile()));
                }
            }
        }
        return documents;
    }

    private void machine() throws IOException {
        JsonNode machine = json.readTree(results.resolve("machine.json").toFile());
        Path go = results.resolve("go");
        page.format(
                "Made by `scripts/bench.sh report`: %s, %d CPUs, %.1f GiB, Linux %s, %s; JDK %s, Go %s. When each began, of which commit"
                        + " and at which load average is said beside it.%n%n",
                machine.path("cpu").asText(),
                machine.path("cpus").asInt(),
                machine.path("memory_kib").asLong() / 1048576.0,
                machine.path("kernel").asText(),
                machine.path("arch").asText(),
                machine.path("jdk").asText(),
                Files.exists(go) ? Files.readString(go).strip() : "not used");
    }

    private void lines(List<JsonNode> pairs, List<JsonNode> measurements) {
        page.format("## Lines to keep under%n%n| what | line | measured | |%n| --- | --- | --- | --- |%n");
        for (Line line : Line.ALL) {
            JsonNode interval = line.find(pairs, measurements);
            String measured = interval.isMissingNode() ? "not measured" : interval(interval);
            page.format(
                    "| %s | ≤ %s | %s | %s |%n", line.what(), number(line.limit()), measured, line.verdict(interval));
        }
        page.format("%n");
    }

    private void pairs(List<JsonNode> pairs) {
        page.format("## Beside C, Agrona and JCTools%n%n");
        page.format(
                "In turn, in one process; C by gcc -O2 over the same memory; results compared by hash. CPU time of the thread;"
                        + " between two threads, the clock on the wall.%n%n");
        if (!pairs.isEmpty()) {
            origin(pairs.getFirst());
        }
        page.format("| what | ours, ns | peer | its, ns | ours over it | ours over ours | allocated, B | rounds |%n");
        page.format("| --- | --- | --- | --- | --- | --- | --- | --- |%n");
        for (JsonNode pair : pairs) {
            page.format(
                    "| %s | %s | %s | %s | %s | %s | %.3f | %d |%n",
                    pair.path("name").asText(),
                    number(pair.path("ours_ns").path("median").asDouble()),
                    pair.path("peer").asText(),
                    number(pair.path("peer_ns").path("median").asDouble()),
                    interval(pair.path("ratio")),
                    interval(pair.path("noise")),
                    pair.path("allocated_bytes").asDouble(),
                    pair.path("rounds").asInt());
        }
        page.format("%n");
    }

    private void measurement(JsonNode measurement) {
        page.format("## %s%n%n", measurement.path("title").asText());
        origin(measurement);
        for (JsonNode table : measurement.path("tables")) {
            table(table);
        }
        for (Map.Entry<String, JsonNode> fact : measurement.path("facts").properties()) {
            page.format("- %s: %s%n", fact.getKey(), number(fact.getValue().asDouble()));
        }
        if (!measurement.path("facts").isEmpty()) {
            page.format("%n");
        }
    }

    private void origin(JsonNode measured) {
        page.format(
                "*%s, commit %s, load %s*%n%n",
                measured.path("at").asText(),
                measured.path("commit").asText(),
                measured.path("load").asText());
    }

    private void table(JsonNode table) {
        List<String> figures = new ArrayList<>();
        table.path("observers").path(0).path("figures").fieldNames().forEachRemaining(figures::add);
        page.format(
                "%s: median, and over untraced.%n%n| observer |",
                table.path("title").asText());
        figures.forEach(
                figure -> page.format(" %s |", figure.replace("_ns", ", ns").replace('_', ' ')));
        page.format(" rounds |%n| --- |%s --- |%n", " --- |".repeat(figures.size()));
        for (JsonNode observer : table.path("observers")) {
            page.format("| %s |", observer.path("name").asText());
            int rounds = 0;
            for (String name : figures) {
                JsonNode figure = observer.path("figures").path(name);
                rounds = Math.max(rounds, figure.path("ratio").path("rounds").asInt());
                String ratio = figure.has("ratio") ? " · " + interval(figure.path("ratio")) : "";
                page.format(" %s%s |", number(figure.path("median").asDouble()), ratio);
            }
            page.format(" %d |%n", rounds);
        }
        page.format("%n");
        for (Map.Entry<String, JsonNode> skipped : table.path("skipped").properties()) {
            page.format(
                    "- %s was skipped: %s%n",
                    skipped.getKey(), skipped.getValue().asText());
        }
        if (!table.path("skipped").isEmpty()) {
            page.format("%n");
        }
    }

    private static String interval(JsonNode interval) {
        if (interval.isNumber()) {
            return number(interval.asDouble());
        }
        return String.format(
                Locale.ROOT,
                "%s (%s to %s)",
                number(interval.path("median").asDouble()),
                number(interval.path("low").asDouble()),
                number(interval.path("high").asDouble()));
    }

    private static String number(double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) >= 1000 || value == Math.rint(value) ? "%,.0f" : "%.2f", value);
    }
}
