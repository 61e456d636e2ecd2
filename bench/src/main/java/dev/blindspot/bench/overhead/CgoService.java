package dev.blindspot.bench.overhead;

import java.io.IOException;

/** What {@code -e malloc} costs. */
final class CgoService implements Measurement {
    private static final double SETTLE_SECONDS = 10;

    /** A window comes every 10 to 25 s: a round shorter than that would hold one always, or never. */
    private static final double LONGER = 15;

    @Override
    public String name() {
        return "malloc";
    }

    @Override
    public String title() {
        return "A cgo service whose requests are 208 allocations and frees in C and a millisecond of work, one thread";
    }

    @Override
    public void run(Setting setting, Results results) throws IOException {
        try (SelfMeasuringTarget target = new SelfMeasuringTarget(setting.go("cmalloc"), "-measure")) {
            Experiment busy = new Experiment(
                            Observers.record("--max-overhead", "5%"),
                            Observers.record("-e", "malloc", "--max-overhead", "5%"),
                            Observers.MEMLEAK)
                    .run(target, "busy", setting.longer(LONGER), SETTLE_SECONDS);
            results.table("a request", busy, "p50_ns", "ns_per_pair");
        }
    }
}
