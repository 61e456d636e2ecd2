package dev.blindspot.metrics;

import dev.blindspot.model.GarbageCollector;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.MemStats;
import dev.blindspot.model.SpecialKind;
import dev.blindspot.model.Target;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Go's runtime knows, as metrics: by the names of Go's own client library where they mean the same. */
final class GoMetrics {
    private final MetricFamilies to;
    private final Labels labels;

    private GoMetrics(MetricFamilies to, Labels labels) {
        this.to = to;
        this.labels = labels;
    }

    static void add(MetricFamilies to, Labels labels, Target target, GoState go) {
        GoMetrics metrics = new GoMetrics(to, labels);
        if (target.goVersion() != null) {
            to.info("go", "Information about the Go environment.", labels.add("version", target.goVersion()));
        }
        metrics.memory(go.memstats());
        metrics.collector(go.gc());
        metrics.goroutines(go.goroutines());
        metrics.leftBehind(go);
    }

    /** {@code runtime/metrics} says {@code /memory/classes/…} of the same accounts. */
    private void memory(@Nullable MemStats stats) {
        if (stats == null) {
            return;
        }
        memoryClass(stats, "heap_objects", "HeapAlloc", null);
        memoryClass(stats, "heap_unused", "HeapInuse", "HeapAlloc");
        memoryClass(stats, "heap_free", "HeapIdle", "HeapReleased");
        memoryClass(stats, "heap_released", "HeapReleased", null);
        memoryClass(stats, "heap_stacks", "StackInuse", null);
        memoryClass(stats, "os_stacks", "StackSys", "StackInuse");
        memoryClass(stats, "metadata_mspan_inuse", "MSpanInuse", null);
        memoryClass(stats, "metadata_mspan_free", "MSpanSys", "MSpanInuse");
        memoryClass(stats, "metadata_mcache_inuse", "MCacheInuse", null);
        memoryClass(stats, "metadata_mcache_free", "MCacheSys", "MCacheInuse");
        memoryClass(stats, "metadata_other", "GCSys", null);
        memoryClass(stats, "profiling_buckets", "BuckHashSys", null);
        memoryClass(stats, "other", "OtherSys", null);
        memoryClass(stats, "total", "Sys", null);
    }

    private void memoryClass(MemStats stats, String name, String account, @Nullable String without) {
        Long value = stats.counters().get(account);
        Long less = without == null ? Long.valueOf(0) : stats.counters().get(without);
        if (value != null && less != null) {
            String what = "MemStats." + account + (without == null ? "" : " - MemStats." + without);
            to.gauge(
                    "go_memory_classes_" + name + "_bytes",
                    "Memory mapped by the Go runtime: " + what + ".",
                    labels,
                    value - less);
        }
    }

    private void collector(@Nullable GarbageCollector gc) {
        if (gc == null) {
            return;
        }
        to.counter("go_gc_cycles_total_gc_cycles", "Count of all completed GC cycles.", labels, gc.cycles());
        to.gauge("go_gc_heap_goal_bytes", "Heap size target for the end of the GC cycle.", labels, gc.goalBytes());
        to.gauge(
                "go_gc_gomemlimit_bytes",
                "Go runtime memory limit configured by the user; absent without one.",
                labels,
                gc.memoryLimitBytes());
        to.gauge(
                "go_gc_gogc_percent",
                "Heap size target percentage configured by the user; absent where the collector is off.",
                labels,
                gc.gogc() < 0 ? null : (Number) gc.gogc());
    }

    private void goroutines(@Nullable Goroutines goroutines) {
        if (goroutines == null) {
            return;
        }
        to.gauge(
                "go_goroutines",
                "Number of goroutines that currently exist.",
                labels,
                goroutines.total() - goroutines.system());
        goroutines
                .byState()
                .forEach((state, count) -> to.gauge(
                        "blindspot_goroutines",
                        "Goroutines by state, the runtime's own included.",
                        labels.add("state", state),
                        count));
    }

    private void leftBehind(GoState go) {
        if (go.finalizers() != null) {
            states(
                    "blindspot_finalizers",
                    "Finalizers by state.",
                    Map.of(
                            "registered", go.finalizers().registered(),
                            "queued", go.finalizers().queued(),
                            "executing", go.finalizers().executing()));
        }
        if (go.cleanups() != null) {
            to.gauge(
                    "blindspot_cleanups",
                    "Cleanups by state.",
                    labels.add("state", "registered"),
                    go.cleanups().registered());
            to.gauge(
                    "blindspot_cleanups",
                    "Cleanups by state.",
                    labels.add("state", "queued"),
                    go.cleanups().queued());
        }
        if (go.specials() != null) {
            for (SpecialKind kind : go.specials()) {
                Labels of = labels.add("kind", kind.name());
                to.gauge("blindspot_specials", "The runtime's records that hang on heap objects.", of, kind.count());
                to.gauge(
                        "blindspot_special_metadata_bytes",
                        "What those records take of memory that is never given back.",
                        of,
                        kind.metadataBytes());
            }
        }
        if (go.pins() != null) {
            to.gauge(
                    "blindspot_pinned_objects",
                    "Objects that a runtime.Pinner holds.",
                    labels,
                    go.pins().pinnedObjects());
        }
        if (go.cgoHandles() != null) {
            to.gauge(
                    "blindspot_cgo_handles",
                    "Live runtime/cgo.Handle values.",
                    labels,
                    go.cgoHandles().live());
        }
        if (go.modules() != null) {
            to.gauge(
                    "blindspot_plugins",
                    "Go plugins mapped, those that failed to open included.",
                    labels,
                    go.modules().size());
        }
    }

    private void states(String name, String help, Map<String, Long> counts) {
        counts.forEach((state, count) -> to.gauge(name, help, labels.add("state", state), count));
    }
}
