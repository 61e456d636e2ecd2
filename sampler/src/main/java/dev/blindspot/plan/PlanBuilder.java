package dev.blindspot.plan;

import dev.blindspot.aggregate.PeakHistogram;
import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.HistogramDelta;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Interval;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordingInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Makes a capacity plan of the intervals of one or many recordings.
 *
 * <p>Each recording is begun, and its intervals then added in the order of time.
 *
 * <p>Threads: one.
 */
public final class PlanBuilder {
    private static final int DIGITS = 3;
    private static final Plan.Span REACHED = new Plan.Span(0, 0, 0);

    private final @Nullable Long limitOption;
    private final @Nullable Double loadFactor;
    private final List<ProcessHistory> processes = new ArrayList<>();
    private final Set<ProcessHistory> lastOfRecording = new LinkedHashSet<>();
    private final Histogram peaks = new Histogram(DIGITS);
    private final Set<Note> notes = new LinkedHashSet<>();
    private int recordings;
    /** From which seconds are counted. */
    private @Nullable Instant origin;

    private double recordingSecond;
    private long recordingNanos;

    private @Nullable Instant startAt;
    private Instant endAt = Instant.MIN;

    /**
     * A plan of nothing yet.
     *
     * @param limitBytes what memory is limited to; null for the cgroup's limit
     * @param loadFactor of the load asked about; null if none is
     */
    public PlanBuilder(@Nullable Long limitBytes, @Nullable Double loadFactor) {
        this.limitOption = limitBytes;
        this.loadFactor = loadFactor;
    }

    /** Begins the next recording. */
    public void begin(RecordingInfo info) {
        recordings++;
        origin = origin == null ? info.startedAt() : origin;
        recordingSecond = Duration.between(origin, info.startedAt()).toNanos() / 1e9;
        recordingNanos = info.startedNanos();
        startAt = startAt == null || info.startedAt().isBefore(startAt) ? info.startedAt() : startAt;
        addProcess(info.first());
    }

    /** The recording goes on with another process. */
    public void restarted(Inspection first) {
        lastOfRecording.remove(processes.getLast());
        addProcess(first);
    }

    private void addProcess(Inspection first) {
        ProcessHistory process = new ProcessHistory(recordingSecond, recordingNanos, first);
        processes.add(process);
        lastOfRecording.add(process);
    }

    /** Adds the next interval of the recording begun last. */
    public void add(Interval interval) {
        processes.getLast().add(interval);
        endAt = interval.endAt().isAfter(endAt) ? interval.endAt() : endAt;
        boolean told = false;
        for (HistogramDelta delta : interval.histograms()) {
            if (delta.tag().equals(PeakHistogram.TAG)) {
                peaks.add(Histogram.decodeFromByteBuffer(ByteBuffer.wrap(delta.encoded()), 0));
                told = true;
            }
        }
        for (Gauge gauge : told ? List.<Gauge>of() : interval.gauges()) {
            Double value = gauge.value();
            if (gauge.name().equals("rss_bytes") && value != null) {
                peaks.recordValue(value.longValue());
            }
        }
    }

    /** What a reader must know besides, e.g. what of a recording could not be read. */
    public void note(Note note) {
        notes.add(note);
    }

    /** The plan of what was added. */
    public Plan build() {
        Instant start = Objects.requireNonNull(startAt, "no recording");
        List<Note> more = new ArrayList<>();
        GrowthPlan growth = new GrowthPlan(processes, Objects.requireNonNull(origin), more);
        Plan.Peak peak = peak();
        if (peak == null) {
            more.add(new Note("no-peak", "peak and limits are null: resident memory was read at no time"));
        }
        Long limit = limitOption == null ? cgroupLimit() : limitOption;
        if (limit == null) {
            more.add(new Note(
                    "no-limit", "time to the limit is null: the cgroup has no limit, and none is given by --limit"));
        }
        LimitAdvice advice = peak == null
                ? null
                : new LimitAdviser(processes, more).advise(peak, growth.bytesInAsLongAgain(), growth.isHeapGrowing());
        Plan.Span time = limit == null
                ? null
                : peak != null && peak.max() >= limit ? REACHED : growth.timeTo(limit, lastOfRecording);
        Double unseen = GoProfileShare.of(processes, more);
        List<Plan.Load> loads = loads(peak, more);
        notes.addAll(more);
        return new Plan(
                start,
                endAt.isBefore(start) ? start : endAt,
                recordings,
                processes.size(),
                growth.total(),
                growth.categories(),
                growth.verdict(),
                limit,
                limit == null ? null : limitOption == null ? "cgroup" : "option",
                time,
                peak,
                advice,
                unseen,
                loads,
                List.copyOf(notes));
    }

    private Plan.@Nullable Peak peak() {
        return peaks.getTotalCount() == 0
                ? null
                : new Plan.Peak(
                        peaks.getValueAtPercentile(50),
                        peaks.getValueAtPercentile(90),
                        peaks.getValueAtPercentile(99),
                        peaks.getMaxValue(),
                        peaks.getTotalCount());
    }

    private @Nullable Long cgroupLimit() {
        Long least = null;
        for (ProcessHistory process : processes) {
            CgroupMemory cgroup = process.first().cgroup();
            Long max = cgroup == null ? null : cgroup.maxBytes();
            least = max == null || (least != null && least < max) ? least : max;
        }
        return least;
    }

    private List<Plan.Load> loads(Plan.@Nullable Peak peak, List<Note> more) {
        Set<String> names = new LinkedHashSet<>();
        Set<String> unread = new LinkedHashSet<>();
        for (ProcessHistory process : processes) {
            names.addAll(process.loads().keySet());
            unread.addAll(process.unreadLoads());
        }
        List<Plan.Load> loads = new ArrayList<>();
        for (String name : names) {
            List<LoadTrack> tracks = processes.stream()
                    .map(process -> process.loads().get(name))
                    .filter(Objects::nonNull)
                    .toList();
            if (tracks.stream().allMatch(track -> track.load().size() == 0)) {
                continue;
            }
            Plan.Load load = new LoadModel(name, tracks).load(peak, loadFactor);
            loads.add(load);
            if (load.bytesPerUnit() == null) {
                more.add(new Note(
                        "load-unvaried", "what a unit of " + name + " costs is null: it varied too little to tell"));
            }
        }
        unread.forEach(name -> more.add(new Note("load-unread", name + " could not be read at some times")));
        if (loads.isEmpty() && loadFactor != null) {
            more.add(new Note("no-load", "--load tells nothing: no load was recorded, see record --gauge"));
        }
        return loads;
    }
}
