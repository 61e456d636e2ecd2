package dev.blindspot.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;

/**
 * A figure that is to be kept under a line.
 *
 * @param document name of the pair or of the measurement
 * @param observer whose figure of a measurement, empty for a pair or a fact
 * @param figure its name
 */
record Line(String what, String document, String observer, String figure, double limit) {
    /** Fewer rounds have no interval of 95 %. */
    private static final int FEWEST_ROUNDS = 6;

    private static final String WAY = "decode, merge, ring and aggregate";

    static final List<Line> ALL = List.of(
            pair("decode, merge, ring and aggregate: ns an event", WAY, "ours_ns", 50),
            pair("the same over C", WAY, "ratio", 1.25),
            pair("the same: bytes allocated", WAY, "allocated_bytes", 0.05),
            pair("ring between two threads over Agrona", "64-byte payload between two threads/agrona", "ratio", 1),
            target("loop, record --stacks none", "loop", "record --stacks none", "ns_per_pair", 1.2),
            target("loop, record --stacks auto", "loop", "record --stacks auto", "ns_per_pair", 1.3),
            target("loop, record --stacks all", "loop", "record --stacks all", "ns_per_pair", 1.5),
            target("ping-pong on one CPU, record", "pingpong", "record", "ns_per_pair", 1.1),
            target("HTTP service at half load, record: p50", "http", "record", "p50_ns", 1.05),
            target("the same: p99", "http", "record", "p99_ns", 1.05),
            target("the same: p99.9", "http", "record", "p999_ns", 1.05),
            target("large process, one look a second by serve: p99", "large", "serve, asked each second", "p99_ns", 2),
            target(
                    "the same by a new packaged inspect each time",
                    "large",
                    "packaged inspect each second",
                    "p99_ns",
                    2),
            target(
                    "saturated HTTP service, one look a second by serve: time of a request",
                    "inspected",
                    "serve, asked each second",
                    "ns_per_pair",
                    1 / 0.97),
            target(
                    "the same by a new packaged inspect each time",
                    "inspected",
                    "packaged inspect each second",
                    "ns_per_pair",
                    1 / 0.97),
            fact(
                    "record of an idle target: CPU, percent of a core",
                    "idle",
                    "idle, small: CPU, percent of a core",
                    0.5),
            fact(
                    "the same: resident bytes, kernel's rings excluded",
                    "idle",
                    "idle, small: resident bytes, kernel's rings excluded",
                    80 << 20),
            fact("neighbour that faults: lost mmap", "neighbour", "record lost mmap", 0),
            fact("neighbour that faults: lost munmap", "neighbour", "record lost munmap", 0),
            fact("1,000,000 events a second replayed: lost", "replay", "found no room in the kernel's rings", 0),
            fact("highest live rate, --stacks auto: lost mmap", "storm", "--stacks auto lost mmap", 0),
            fact("the same: lost munmap", "storm", "--stacks auto lost munmap", 0));

    private static Line pair(String what, String name, String figure, double limit) {
        return new Line(what, name, "", figure, limit);
    }

    private static Line target(String what, String measurement, String observer, String figure, double limit) {
        return new Line(what + ", over untraced", measurement, observer, figure, limit);
    }

    private static Line fact(String what, String measurement, String fact, double limit) {
        return new Line(what, measurement, "", fact, limit);
    }

    /** What was measured of it: an interval, a number, or nothing. */
    JsonNode find(List<JsonNode> pairs, List<JsonNode> measurements) {
        String[] named = document.split("/", -1);
        for (JsonNode pair : pairs) {
            boolean isPeer = named.length == 1 || pair.path("peer").asText().equals(named[1]);
            if (pair.path("name").asText().equals(named[0]) && isPeer) {
                return pair.path(figure);
            }
        }
        for (JsonNode measurement : measurements) {
            if (measurement.path("name").asText().equals(document)) {
                return observer.isEmpty() ? measurement.path("facts").path(figure) : ofTarget(measurement);
            }
        }
        return MissingNode.getInstance();
    }

    private JsonNode ofTarget(JsonNode measurement) {
        for (JsonNode table : measurement.path("tables")) {
            for (JsonNode each : table.path("observers")) {
                if (each.path("name").asText().equals(observer)) {
                    return each.path("figures").path(figure).path("ratio");
                }
            }
        }
        return MissingNode.getInstance();
    }

    /** Met where all of the interval is under the line; open where the line is within it. */
    String verdict(JsonNode measured) {
        boolean tooFew = !measured.isNumber() && measured.path("rounds").asInt() < FEWEST_ROUNDS;
        if (measured.isMissingNode() || tooFew) {
            return "open";
        }
        double low =
                measured.isNumber() ? measured.asDouble() : measured.path("low").asDouble();
        double high = measured.isNumber()
                ? measured.asDouble()
                : measured.path("high").asDouble();
        return high <= limit && low >= 0 ? "met" : low > limit ? "not met" : "open";
    }
}
