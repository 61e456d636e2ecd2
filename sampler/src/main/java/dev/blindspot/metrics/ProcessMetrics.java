package dev.blindspot.metrics;

import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.Cost;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Target;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One process as metrics. Every series has the labels {@code pid} and {@code comm}; further labels have few values:
 * categories, states, ids of findings, never an address, a stack or a file.
 *
 * <p>Names that others use already have their meaning: {@code process_*} as in Prometheus's clients, {@code go_*} as
 * Go's own client library exports them.
 */
public final class ProcessMetrics {
    private final MetricFamilies to;
    private final Labels labels;

    private ProcessMetrics(MetricFamilies to, Target target) {
        this.to = to;
        this.labels = labels(target);
    }

    /** The labels of every series of a process. */
    static Labels labels(Target target) {
        return Labels.of("pid", String.valueOf(target.pid()), "comm", target.comm());
    }

    /**
     * Adds what a look showed.
     *
     * @param gauges read of the process besides; may be empty
     */
    public static void add(MetricFamilies to, Inspection inspection, List<Gauge> gauges) {
        ProcessMetrics metrics = new ProcessMetrics(to, inspection.target());
        metrics.process(inspection, gauges);
        metrics.ledger(inspection.ledger());
        metrics.cgroup(inspection.cgroup());
        if (inspection.go() != null) {
            GoMetrics.add(to, metrics.labels, inspection.target(), inspection.go());
        }
        metrics.findings(inspection.findings());
        metrics.look(inspection);
    }

    /** Adds how often it was looked at, and how often that failed. */
    public static void addLooks(MetricFamilies to, Target target, long looks, long failures) {
        to.counter("blindspot_looks", "Looks at the process so far.", labels(target), looks);
        to.counter("blindspot_failed_looks", "Looks that failed.", labels(target), failures);
    }

    private void process(Inspection inspection, List<Gauge> gauges) {
        Map<String, @Nullable Double> read = new HashMap<>();
        gauges.forEach(gauge -> read.put(gauge.name(), gauge.value()));
        Ledger ledger = inspection.ledger();
        to.gauge(
                "process_resident_memory_bytes",
                "Resident memory size in bytes.",
                labels,
                read.get("rss_bytes") != null
                        ? read.get("rss_bytes")
                        : ledger == null ? null : (Number) ledger.rssBytes());
        to.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", labels, read.get("vm_bytes"));
        to.gauge("process_open_fds", "Number of open file descriptors.", labels, read.get("fds"));
        to.gauge(
                "process_start_time_seconds",
                "Start time of the process since unix epoch in seconds.",
                labels,
                inspection.target().startedAt().toEpochMilli() / 1e3);
        to.gauge(
                "blindspot_threads",
                "Kernel threads of the process.",
                labels,
                inspection.threads() == null
                        ? null
                        : (Number) inspection.threads().total());
        to.counter("blindspot_minor_faults", "Page faults without a read from disk.", labels, read.get("minflt"));
        to.counter("blindspot_major_faults", "Page faults that read from disk.", labels, read.get("majflt"));
    }

    private void ledger(@Nullable Ledger ledger) {
        if (ledger == null) {
            return;
        }
        for (LedgerRow row : ledger.rows()) {
            Labels category = labels.add("category", row.category());
            to.gauge(
                    "blindspot_ledger_resident_bytes",
                    "Resident memory by what it holds; the categories add up to all pages seen.",
                    category,
                    row.rssBytes());
            to.gauge("blindspot_ledger_virtual_bytes", "Mapped memory by what it holds.", category, row.virtualBytes());
            to.gauge("blindspot_ledger_swap_bytes", "Swapped memory by what it holds.", category, row.swapBytes());
        }
    }

    private void cgroup(@Nullable CgroupMemory cgroup) {
        if (cgroup == null) {
            return;
        }
        for (CgroupMemory.Row row : cgroup.rows()) {
            to.gauge(
                    "blindspot_cgroup_memory_bytes",
                    "What is charged to the cgroup of the process, by the kernel's rows that do not overlap.",
                    labels.add("row", row.name()),
                    row.bytes());
        }
        to.gauge(
                "blindspot_cgroup_current_bytes",
                "What is charged to the cgroup of the process.",
                labels,
                cgroup.currentBytes());
        to.gauge(
                "blindspot_cgroup_limit_bytes",
                "Memory limit of the cgroup; absent without one.",
                labels,
                cgroup.maxBytes());
        to.gauge(
                "blindspot_cgroup_outside_process_bytes",
                "What the OOM killer counts in the cgroup beyond this process's resident memory.",
                labels,
                cgroup.outsideProcessBytes());
        to.counter(
                "blindspot_cgroup_oom_kills",
                "Processes killed in the cgroup for want of memory.",
                labels,
                cgroup.oomKills());
    }

    /** One point an id and severity: findings of one id add up, for their number may grow without bound. */
    private void findings(List<Finding> findings) {
        Map<Labels, List<Finding>> groups = new HashMap<>();
        for (Finding finding : findings) {
            Labels id = labels.add("id", finding.id())
                    .add("severity", finding.severity().label());
            groups.computeIfAbsent(id, key -> new ArrayList<>()).add(finding);
        }
        groups.forEach((id, group) -> {
            to.gauge("blindspot_findings", "Findings by id and severity.", id, group.size());
            to.gauge(
                    "blindspot_finding_bytes",
                    "What the findings of an id hold, where it is known.",
                    id,
                    sum(group.stream().map(Finding::bytes).toList()));
            to.gauge(
                    "blindspot_finding_objects",
                    "How many objects or mappings the findings of an id are about, where it is known.",
                    id,
                    sum(group.stream().map(Finding::count).toList()));
            to.gauge(
                    "blindspot_finding_growth_bytes_per_second",
                    "How fast what the findings of an id hold grows, where it was measured.",
                    id,
                    sum(group.stream().map(Finding::growthBytesPerSecond).toList()));
        });
    }

    private static @Nullable Double sum(List<? extends @Nullable Number> values) {
        Double sum = null;
        for (Number value : values) {
            if (value != null) {
                sum = (sum == null ? 0 : sum) + value.doubleValue();
            }
        }
        return sum;
    }

    private void look(Inspection inspection) {
        Cost cost = inspection.cost();
        to.gauge(
                "blindspot_look_timestamp_seconds",
                "When the process was looked at last, since unix epoch.",
                labels,
                inspection.takenAt().toEpochMilli() / 1e3);
        to.gauge("blindspot_look_duration_seconds", "How long that took.", labels, inspection.durationNanos() / 1e9);
        to.gauge("blindspot_look_cpu_seconds", "Blindspot's own CPU time for that.", labels, cost.ownCpuNanos() / 1e9);
        to.gauge(
                "blindspot_look_longest_locked_read_seconds",
                "Upper bound of one hold of the process's mmap lock by a read.",
                labels,
                cost.longestLockedReadNanos() / 1e9);
        to.counter("blindspot_reads", "Reads of the process's state so far.", labels, cost.reads());
        to.counter("blindspot_read_bytes", "Bytes read of the process's state so far.", labels, cost.bytesRead());
    }
}
