package dev.blindspot.plan;

import dev.blindspot.model.Gauge;
import dev.blindspot.model.Glance;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Interval;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What recordings kept of one process, as series.
 *
 * <p>Threads: one.
 */
final class ProcessHistory {
    private static final String RESIDENT = "rss_bytes";

    private final double startSecond;
    private final long startNanos;
    private final Inspection first;
    private final Samples.Builder resident = new Samples.Builder();
    private final Samples.Builder scanned = new Samples.Builder();
    private final Map<String, Samples.Builder> categories = new LinkedHashMap<>();
    private final Map<String, LoadBuilder> loads = new LinkedHashMap<>();
    private final Set<String> unreadLoads = new LinkedHashSet<>();
    private final CgroupShare cgroup = new CgroupShare();
    private @Nullable Ledger fullest;
    private long mostOutsideGo = -1;

    private record LoadBuilder(Samples.Builder load, Samples.Builder memory) {}

    /**
     * Of a process.
     *
     * @param startSecond when its recording began
     * @param startNanos the same, monotonic
     */
    ProcessHistory(double startSecond, long startNanos, Inspection first) {
        this.startSecond = startSecond;
        this.startNanos = startNanos;
        this.first = first;
        Ledger ledger = first.ledger();
        if (first.cgroup() != null && ledger != null) {
            cgroup.add(first.cgroup(), ledger.rssBytes());
        }
    }

    Inspection first() {
        return first;
    }

    void add(Interval interval) {
        Double rss = null;
        for (Gauge gauge : interval.gauges()) {
            rss = gauge.name().equals(RESIDENT) ? gauge.value() : rss;
        }
        double second = second(interval.endNanos());
        if (rss != null) {
            resident.add(second, rss);
        }
        for (Gauge gauge : interval.gauges()) {
            if (gauge.unit().equals(Gauge.LOAD)) {
                addLoad(second, gauge, rss);
            }
        }
        Ledger ledger = interval.ledger();
        if (ledger != null) {
            // Its time is the wall clock's, which may be set meanwhile: it was read within the interval.
            long age = Duration.between(ledger.at(), interval.endAt()).toNanos();
            long nanos = interval.endNanos() - interval.startNanos();
            addLedger(ledger, second(interval.endNanos() - Math.clamp(age, 0, Math.max(0, nanos))));
        }
        Glance glance = interval.glance();
        if (glance != null && glance.cgroup() != null && rss != null) {
            cgroup.add(glance.cgroup(), rss);
        }
    }

    private void addLoad(double second, Gauge gauge, @Nullable Double rss) {
        LoadBuilder builder = loads.computeIfAbsent(
                gauge.name(), name -> new LoadBuilder(new Samples.Builder(), new Samples.Builder()));
        if (gauge.value() == null) {
            unreadLoads.add(gauge.name());
        } else if (rss != null) {
            builder.load().add(second, gauge.value());
            builder.memory().add(second, rss);
        }
    }

    private void addLedger(Ledger ledger, double second) {
        for (LedgerRow row : ledger.rows()) {
            // What was not there before was 0.
            categories.computeIfAbsent(row.category(), name -> scanned.zeros());
        }
        scanned.add(second, ledger.scannedBytes());
        Map<String, Long> bytes = new LinkedHashMap<>();
        ledger.rows().forEach(row -> bytes.merge(row.category(), row.rssBytes(), Long::sum));
        categories.forEach((name, samples) -> samples.add(second, bytes.getOrDefault(name, 0L)));
        if (fullest == null || ledger.scannedBytes() > fullest.scannedBytes()) {
            fullest = ledger;
        }
        if (GoShare.isKnown(ledger)) {
            mostOutsideGo = Math.max(mostOutsideGo, GoShare.outsideRuntime(ledger));
        }
    }

    Set<String> categories() {
        return categories.keySet();
    }

    /** A category's resident bytes; 0 all the time if it never occurred. */
    Samples category(String name) {
        Samples.Builder builder = categories.get(name);
        return (builder == null ? scanned.zeros() : builder).build();
    }

    /** Resident bytes: by gauge, else as the ledger has them. */
    Samples total() {
        Samples gauged = resident.build();
        return gauged.size() >= Course.FEWEST_SAMPLES ? gauged : scanned.build();
    }

    Map<String, LoadTrack> loads() {
        Map<String, LoadTrack> tracks = new LinkedHashMap<>();
        loads.forEach((name, builder) -> tracks.put(
                name, new LoadTrack(builder.load().build(), builder.memory().build())));
        return tracks;
    }

    /** Load gauges that could not be read at some time. */
    Set<String> unreadLoads() {
        return unreadLoads;
    }

    /** What of its cgroup is its own. */
    CgroupShare cgroup() {
        return cgroup;
    }

    /** The snapshot with the most resident bytes; null if there is none. */
    @Nullable
    Ledger fullest() {
        return fullest;
    }

    /** The most resident bytes that Go's runtime did not manage; negative where its own are not known. */
    long mostOutsideGo() {
        return mostOutsideGo;
    }

    /** The clock that no one sets: within a recording time does not fall. */
    private double second(long nanos) {
        return startSecond + (nanos - startNanos) / 1e9;
    }
}
