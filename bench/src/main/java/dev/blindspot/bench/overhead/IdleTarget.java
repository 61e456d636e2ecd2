package dev.blindspot.bench.overhead;

import java.io.IOException;

/** What Blindspot takes itself while its target does nothing. */
final class IdleTarget implements Measurement {
    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String title() {
        return "record of a small Go process that does nothing";
    }

    @Override
    public void run(Setting setting, Results results) throws IOException {
        try (SelfMeasuringTarget target = new SelfMeasuringTarget(setting.go("latency"))) {
            results.ownCost("idle, small", OwnCost.measure(target.pid(), Blindspot.installed("record")));
            results.ownCost("idle, small, from a checkout", OwnCost.measure(target.pid(), Blindspot.command("record")));
        }
    }
}
