package dev.blindspot.plan;

import dev.blindspot.aggregate.PeakHistogram;
import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Interval;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.recording.RecordingFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recordings as plans are made of: gauges, a ledger of two categories and a peak each second. */
public final class PlanFixture {
    private final PeakHistogram peaks = new PeakHistogram();
    private Duration clockStep = Duration.ZERO;

    /** The wall clock is set, the monotonic one is not. */
    void stepClock(Duration by) {
        clockStep = by;
    }

    public static RecordingInfo info(@Nullable CgroupMemory cgroup) {
        Inspection first = RecordingFixture.inspection(RecordingFixture.START);
        return new RecordingInfo(
                RecordingFixture.START,
                0,
                "system",
                List.of(),
                "auto",
                -1,
                new Inspection(
                        first.blindspotVersion(),
                        first.takenAt(),
                        first.durationNanos(),
                        first.target(),
                        first.cost(),
                        List.of(),
                        List.of(),
                        first.ledger(),
                        cgroup,
                        null,
                        null,
                        null));
    }

    /** The interval of a second; a load that is no number could not be read. */
    public Interval interval(int second, long objects, long heapC, @Nullable Double load) {
        long rss = objects + heapC;
        Instant startAt = RecordingFixture.START.plusSeconds(second).plus(clockStep);
        Instant endAt = startAt.plusSeconds(1);
        List<Gauge> gauges = new ArrayList<>(List.of(new Gauge("rss_bytes", "bytes", (double) rss)));
        if (load != null) {
            gauges.add(new Gauge("rps", Gauge.LOAD, load.isNaN() ? null : load));
        }
        return new Interval(
                1_000_000_000L * second,
                1_000_000_000L * (second + 1),
                startAt,
                endAt,
                List.of(),
                List.of(),
                peaks.of(rss),
                List.of(),
                List.of(),
                List.of(),
                gauges,
                new Ledger(
                        endAt,
                        rss,
                        rss,
                        List.of(
                                new LedgerRow("go.heap.objects", objects, objects, 0, null, 1),
                                new LedgerRow("c.heap", heapC, heapC, 0, null, 1))),
                List.of(),
                List.of(),
                List.of(),
                RecordingFixture.cost(),
                null,
                List.of(),
                List.of());
    }
}
