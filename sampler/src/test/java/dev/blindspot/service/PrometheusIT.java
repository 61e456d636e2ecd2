package dev.blindspot.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.export.JsonTree;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Privilege;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve}, scraped by Prometheus as Debian ships it; the rules and the dashboard are asked of it too. */
class PrometheusIT {
    private static final Path DASHBOARDS =
            Path.of("../docs/dashboards").toAbsolutePath().normalize();
    private static final Path ALERTS = DASHBOARDS.resolve("blindspot-alerts.yml");

    @TempDir
    private Path directory = Path.of("");

    private int port;
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aServerScrapesItAndAnswers() throws Exception {
        Privilege.tracing();
        String prometheus = DebianService.binary(DebianPackage.PROMETHEUS, "bookworm");
        try (GoTarget target = GoTarget.start("mmaptruth", GoBuilds.oldest(), "plain")) {
            // One look only: whoever asks gets the same numbers.
            Process serve = Blindspot.start(
                    directory, "serve", String.valueOf(target.pid()), "--listen", "127.0.0.1:0", "-i", "1h");
            try {
                String address = address(serve.errorReader());
                Map<String, Double> served = values(get("http://" + address + "/metrics"));
                lint(prometheus, get("http://" + address + "/metrics"));
                Process server = server(prometheus, address);
                try {
                    String pid = "{pid=\"" + target.pid() + "\"}";
                    double rss = ask("sum(blindspot_ledger_resident_bytes" + pid + ")");
                    assertEquals(sum(served, "blindspot_ledger_resident_bytes{"), rss);
                    assertEquals(
                            sum(served, "go_memory_classes_total_bytes{"), ask("go_memory_classes_total_bytes" + pid));
                    assertEquals(1, ask("count(go_info{version=~\"go1.*\"})"));
                    everyPanelCanBeAsked();
                } finally {
                    server.destroy();
                    server.waitFor();
                }
                target.end();
                assertEquals(0, serve.waitFor());
            } finally {
                serve.destroyForcibly();
                serve.waitFor();
            }
        }
    }

    /** What {@code promtool check} has to say of the rules: nothing. */
    @Test
    void promtoolAcceptsTheRules() throws Exception {
        String prometheus = DebianService.binary(DebianPackage.PROMETHEUS, "bookworm");
        Process check = promtool(prometheus, "check", "rules", ALERTS.toString());
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, check.waitFor(), said);
        assertTrue(said.contains("SUCCESS: 19 rules found"), said);
    }

    private void lint(String prometheus, String metrics) throws Exception {
        Process check = promtool(prometheus, "check", "metrics");
        try (var in = check.outputWriter()) {
            in.write(metrics);
        }
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, check.waitFor(), said);
    }

    private static Process promtool(String prometheus, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(prometheus).resolveSibling("promtool").toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String address(BufferedReader said) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher matcher = Pattern.compile("on http://(\\S+)/metrics").matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
            all.append(line);
        }
        throw new AssertionError("it ended: " + all);
    }

    private Process server(String prometheus, String address) throws Exception {
        port = DebianService.freePort();
        Path config = Files.writeString(
                directory.resolve("prometheus.yml"),
                "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\nrule_files: ['" + ALERTS
                        + "']\nscrape_configs: [{job_name: blindspot, static_configs: [{targets: ['" + address
                        + "']}]}]\n");
        Process server = new ProcessBuilder(
                        prometheus,
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        while (!Files.readString(directory.resolve("prometheus.log")).contains("Server is ready")) {
            assertTrue(!server.waitFor(50, TimeUnit.MILLISECONDS), "Prometheus ended");
        }
        return server;
    }

    /** Asks until there is an answer: a scrape is a second away. */
    private double ask(String query) throws Exception {
        while (true) {
            Object answer = JsonTree.parse(query(query));
            assertEquals("success", JsonTree.get(answer, "status"), query);
            List<?> result = (List<?>) JsonTree.get(answer, "data", "result");
            if (result != null && !result.isEmpty()) {
                return Double.parseDouble(String.valueOf(JsonTree.get(result, 0, "value", 1)));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void everyPanelCanBeAsked() throws Exception {
        Object dashboard = JsonTree.parse(Files.readString(DASHBOARDS.resolve("blindspot-grafana.json")));
        int asked = 0;
        for (Object panel : (List<?>) Objects.requireNonNull(JsonTree.get(dashboard, "panels"))) {
            for (Object target : (List<?>) Objects.requireNonNull(JsonTree.get(panel, "targets"))) {
                String query = String.valueOf(JsonTree.get(target, "expr"))
                        .replace("$comm", ".*")
                        .replace("$pid", ".*");
                assertEquals("success", JsonTree.get(JsonTree.parse(query(query)), "status"), query);
                asked++;
            }
        }
        assertTrue(asked > 10);
    }

    private String query(String query) throws Exception {
        return get(
                "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }

    private String get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }

    private static Map<String, Double> values(String text) {
        Map<String, Double> values = new HashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
        });
        return values;
    }

    private static double sum(Map<String, Double> values, String prefix) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
