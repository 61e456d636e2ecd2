package dev.blindspot.bench.overhead;

import java.util.Map;
import java.util.TreeMap;

/** What the target measured of itself in one round, by name. */
record Round(Map<String, Double> figures) {
    /** Of the observer, not of the target: percent of one core. */
    static final String OBSERVER_CPU = "observer_cpu_percent";

    /** Reads the line of JSON the target prints: flat, numbers but for its mode. */
    static Round parse(String line) {
        Map<String, Double> values = new TreeMap<>();
        for (String member : line.replaceAll("[{}\" ]", "").split(",", -1)) {
            int colon = member.indexOf(':');
            String value = member.substring(colon + 1);
            if (!value.isEmpty() && Character.isDigit(value.charAt(0))) {
                values.put(member.substring(0, colon), Double.parseDouble(value));
            }
        }
        if (values.containsKey("pairs") && values.containsKey("wall_ns")) {
            values.put("ns_per_pair", values.get("wall_ns") / Math.max(1, values.get("pairs")));
        }
        return new Round(values);
    }

    /** The same with what the observer took meanwhile. */
    Round with(double observerCpuPercent) {
        Map<String, Double> more = new TreeMap<>(figures);
        more.put(OBSERVER_CPU, observerCpuPercent);
        return new Round(more);
    }

    double figure(String name) {
        Double value = figures.get(name);
        if (value == null) {
            throw new IllegalStateException("the target says nothing of " + name);
        }
        return value;
    }
}
