package dev.blindspot.cli;

import dev.blindspot.model.GarbageCollector;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.MemStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gauges that a look at Go's runtime gives; null values where it could not be read. */
final class RuntimeGauges {
    private static final String COUNT = "count";

    private RuntimeGauges() {}

    /** What the last GC marked; before the first one all that was allocated: nothing is known to be dead. */
    private static @Nullable Long live(GoState go) {
        GarbageCollector gc = go.gc();
        MemStats stats = go.memstats();
        if (gc == null) {
            return null;
        }
        return gc.cycles() > 0 ? gc.liveBytes() : stats == null ? null : (Long) stats.counter("HeapAlloc");
    }

    static List<Gauge> of(GoState go) {
        Goroutines goroutines = go.goroutines();
        GarbageCollector gc = go.gc();
        return List.of(
                gauge("goroutines", COUNT, goroutines == null ? null : goroutines.total() - goroutines.system()),
                gauge("heap_live_bytes", "bytes", live(go)),
                gauge("gc_cycles", COUNT, gc == null ? null : gc.cycles()),
                gauge(
                        "finalizers_queued",
                        COUNT,
                        go.finalizers() == null ? null : go.finalizers().queued()));
    }

    private static Gauge gauge(String name, String unit, @Nullable Long value) {
        return new Gauge(name, unit, value == null ? null : value.doubleValue());
    }
}
