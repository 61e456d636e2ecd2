package dev.blindspot.serve;

import dev.blindspot.metrics.MetricFamilies;
import dev.blindspot.model.Target;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * All processes that are served, as of now or of a moment ago; the series of one that has ended go.
 *
 * <p>Threads: any; one waits for the other.
 */
public final class Looks implements MultiCollector, AutoCloseable {
    private final List<Watched> watched = new ArrayList<>();
    private final List<Ended> ended = new ArrayList<>();
    private final long intervalNanos;
    private final String version;
    private final LongSupplier ownCpuNanos;
    private final Consumer<String> notes;
    private long collections;
    private long lastNanos;

    /**
     * A process that is served no more.
     *
     * @param startTicks when it had started, in ticks of 1/100 s since boot
     */
    public record Ended(Target target, long startTicks) {}

    /**
     * The processes given, at least one.
     *
     * @param interval each is looked at so often at most
     * @param ownCpuNanos this process's own CPU time
     * @param notes is told of what ended
     */
    public Looks(
            List<? extends Subject> subjects,
            Duration interval,
            String version,
            LongSupplier ownCpuNanos,
            Consumer<String> notes) {
        this.intervalNanos = interval.toNanos();
        subjects.forEach(subject -> watched.add(new Watched(subject, intervalNanos)));
        this.version = version;
        this.ownCpuNanos = ownCpuNanos;
        this.notes = notes;
    }

    /** Whether a process with that number is served. */
    public synchronized boolean serves(int pid) {
        return watched.stream().anyMatch(each -> each.target().pid() == pid);
    }

    /**
     * Serves one more.
     *
     * @throws IllegalArgumentException if it is served already
     */
    public synchronized void add(Subject subject) {
        if (serves(subject.target().pid())) {
            throw new IllegalArgumentException("process " + subject.target().pid() + " is served already");
        }
        watched.add(new Watched(subject, intervalNanos));
    }

    /** The processes that have been removed since this was last asked. */
    public synchronized List<Ended> takeEnded() {
        List<Ended> taken = List.copyOf(ended);
        ended.clear();
        return taken;
    }

    /** Removes processes that have ended; false once none is left. */
    public synchronized boolean removeEnded() {
        for (Watched process : List.copyOf(watched)) {
            String why = process.ended();
            if (why != null) {
                Target target = process.target();
                notes.accept(target.pid() + " (" + target.comm() + ") " + why + ": its series are gone");
                process.close();
                watched.remove(process);
                ended.add(new Ended(target, process.startTicks()));
            }
        }
        return !watched.isEmpty();
    }

    @Override
    public synchronized MetricSnapshots collect() {
        long began = System.nanoTime();
        removeEnded();
        MetricFamilies families = new MetricFamilies();
        for (Watched process : watched) {
            process.add(families);
        }
        families.info("blindspot_build", "The version that serves this.", Labels.of("version", version));
        families.gauge("blindspot_processes", "Processes served.", Labels.EMPTY, watched.size());
        families.counter(
                "blindspot_own_cpu_seconds",
                "CPU time of the process that serves this.",
                Labels.EMPTY,
                ownCpuNanos.getAsLong() / 1e9);
        families.counter("blindspot_collections", "Collections before this one.", Labels.EMPTY, collections);
        families.gauge(
                "blindspot_last_collection_duration_seconds",
                "How long the collection before this one took.",
                Labels.EMPTY,
                collections == 0 ? null : (Number) (lastNanos / 1e9));
        MetricSnapshots all = families.build();
        collections++;
        lastNanos = System.nanoTime() - began;
        return all;
    }

    @Override
    public synchronized void close() {
        watched.forEach(Watched::close);
        watched.clear();
    }
}
