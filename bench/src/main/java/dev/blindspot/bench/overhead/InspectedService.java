package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.util.List;

/**
 * What an HTTP service pays for being inspected once a second: by a process that stays, and by a new one each time. Twice:
 * a service that keeps one core busy, so that it pays only for what inspecting does to it; and one that keeps all of them
 * busy, so that it pays for the time of the inspecting process as well. In turns of a second, each with one look or none.
 */
final class InspectedService implements Measurement {
    /** What stays is compiled by then. */
    private static final double SETTLE_SECONDS = 12;

    /** Pairs of turns a round: a turn is short, and many narrow the interval. */
    private static final int PAIRS_A_ROUND = 6;

    private static final double TURN_SECONDS = 1;

    @Override
    public String name() {
        return "inspected";
    }

    @Override
    public String title() {
        return "An HTTP service with requests back to back is inspected once a second";
    }

    @Override
    public void run(Setting setting, Results results) throws IOException {
        int all = Runtime.getRuntime().availableProcessors();
        // The harder one first: the page looks for an observer from the top.
        measure(setting, results, all);
        if (all > 1) {
            measure(setting, results, 1);
        }
    }

    private static void measure(Setting setting, Results results, int processors) throws IOException {
        try (SelfMeasuringTarget target =
                new SelfMeasuringTarget(setting.go("webservice"), "-processors", String.valueOf(processors))) {
            Turns turns = new Turns();
            for (ObserverKind kind :
                    List.of(Observers.NOISE, Observers.SERVE_EACH_SECOND, Observers.PACKAGED_INSPECT_EACH_SECOND)) {
                turns.run(kind, target, "requests", setting.rounds() * PAIRS_A_ROUND, TURN_SECONDS, SETTLE_SECONDS);
            }
            results.table("a request, on " + processors + " CPUs", turns, "ns_per_pair", "p50_ns", "p99_ns");
        }
    }
}
