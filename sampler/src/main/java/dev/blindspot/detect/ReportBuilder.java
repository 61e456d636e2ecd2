package dev.blindspot.detect;

import dev.blindspot.aggregate.BoundedHistory;
import dev.blindspot.aggregate.IntervalMerger;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Glance;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Interval;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordedProcess;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the report of a window from its intervals: those of a run that goes on, or those that a recording kept. It may
 * be asked at any time.
 *
 * <p>Threads: one.
 */
public final class ReportBuilder {
    private static final int YOUNGEST_SHARE = 10;
    private static final long LONGEST_SECONDS = 1_000_000_000;
    private static final int MOST_LOOKS = 128;
    private static final int MOST_POINTS = 1024;

    private final RecordingInfo info;
    private final IntervalMerger merger;
    /** What the process that is followed now did; all of the recording until there is a second one. */
    private IntervalMerger ofProcess;

    private final List<Finding> ofEarlierProcesses = new ArrayList<>();
    private OutstandingHistory history;
    private BoundedHistory<Look> looks = new BoundedHistory<>(MOST_LOOKS);
    private BoundedHistory<LedgerHistory.Point> ledgers = new BoundedHistory<>(MOST_POINTS);
    private BoundedHistory<Counted> threads = new BoundedHistory<>(MOST_POINTS);
    private HandleHistory handles;
    private FaultCoverage faults = new FaultCoverage();
    private Inspection first;
    private Look firstLook;
    private long processStartNanos;
    private Instant endAt;
    private long endNanos;

    /** A number at a time. */
    private record Counted(long nanos, double value) {}

    /** Of a recording, which has an end: its report has every gauge and ledger. */
    public ReportBuilder(RecordingInfo info) {
        this(info, new IntervalMerger());
    }

    /** Of a run that may go on for weeks: gauges and ledgers are kept at no more than {@value #MOST_POINTS} times. */
    public static ReportBuilder live(RecordingInfo info) {
        return new ReportBuilder(info, new IntervalMerger(MOST_POINTS));
    }

    private ReportBuilder(RecordingInfo info, IntervalMerger merger) {
        this.info = info;
        this.merger = merger;
        this.ofProcess = merger;
        this.history = new OutstandingHistory(info.startedNanos());
        this.first = info.first();
        this.firstLook = look(first, info.startedAt(), info.startedNanos());
        this.processStartNanos = info.startedNanos();
        this.handles = new HandleHistory(info.startedNanos());
        this.endAt = info.startedAt();
        this.endNanos = info.startedNanos();
    }

    /** Adds the next interval. */
    public void add(Interval interval) {
        merger.add(interval);
        // What ends before the process begins takes back what the one before it had.
        if (interval.endNanos() > processStartNanos) {
            if (ofProcess != merger) {
                ofProcess.add(interval);
            }
            history.add(interval);
            handles.add(interval);
            faults.add(interval);
            addSeen(interval);
        }
        endAt = interval.endAt();
        endNanos = interval.endNanos();
    }

    private void addSeen(Interval interval) {
        Glance glance = interval.glance();
        if (glance != null) {
            looks.add(Look.of(glance, interval.ledger(), nanos(glance.at(), interval.endAt(), interval.endNanos())));
        }
        Ledger ledger = interval.ledger();
        if (ledger != null) {
            ledgers.add(point(ledger, interval.endAt(), interval.endNanos()));
        }
        interval.gauges().stream()
                .filter(gauge -> gauge.name().equals("threads"))
                .map(Gauge::value)
                .filter(Objects::nonNull)
                .forEach(value -> threads.add(new Counted(interval.endNanos(), value)));
    }

    /** The recording goes on with another process, and the one before is judged. */
    public void restarted(RecordedProcess process) {
        ofEarlierProcesses.addAll(Detectors.findings(window(null)));
        first = process.first();
        firstLook = look(first, process.startedAt(), process.startedNanos());
        processStartNanos = process.startedNanos();
        ofProcess = new IntervalMerger(MOST_POINTS);
        history = new OutstandingHistory(processStartNanos);
        handles = new HandleHistory(processStartNanos);
        faults = new FaultCoverage();
        looks = new BoundedHistory<>(MOST_LOOKS);
        ledgers = new BoundedHistory<>(MOST_POINTS);
        threads = new BoundedHistory<>(MOST_POINTS);
    }

    /**
     * The report so far.
     *
     * @param end how the window ended; null while it goes on, or if nobody wrote it down
     * @param notes what a reader must know besides, e.g. what of a recording could not be read
     */
    public Report build(@Nullable RecordingEnd end, List<Note> notes) {
        Inspection last = end == null ? null : end.last();
        Look lastLook = end == null || last == null ? null : look(last, end.endedAt(), end.endedNanos());
        Window window = window(lastLook);
        return new Report(
                info,
                endAt,
                endNanos - info.startedNanos(),
                end == null ? null : end.reason(),
                findings(window),
                Attributions.of(window),
                merger.totals(),
                ofProcess == merger ? window.rows() : merger.rows(),
                merger.calls(),
                merger.histograms(),
                merger.ledgers(),
                merger.gauges(),
                merger.losses(),
                merger.cost(),
                allNotes(end, notes),
                last,
                new Report.Share(first, ofProcess.totals(), ofProcess.gauges(), window.losses()));
    }

    private Window window(@Nullable Look lastLook) {
        return new Window(
                first.target(),
                processStartNanos,
                endNanos,
                olderNanos(),
                ofProcess.rows(),
                history.series(endNanos, ofProcess::stack),
                ofProcess.liveRanges(),
                ofProcess.losses(),
                Stream.of(Stream.of(firstLook), looks.list().stream(), Stream.ofNullable(lastLook))
                        .flatMap(some -> some)
                        .toList(),
                threads(),
                ofProcess.calls(),
                handles.series(),
                ledger(lastLook),
                ofProcess.touched(),
                losesFaults(ofProcess) && !faults.isWhole());
    }

    /** Those of the process that is followed now, and what only earlier ones showed. */
    private List<Finding> findings(Window window) {
        List<Finding> now = Detectors.findings(window);
        List<Finding> all = new ArrayList<>(now);
        for (Finding earlier : ofEarlierProcesses) {
            if (all.stream()
                    .noneMatch(each ->
                            each.id().equals(earlier.id()) && each.title().equals(earlier.title()))) {
                all.add(earlier);
            }
        }
        return all.size() == now.size() ? now : Detectors.worstFirst(all);
    }

    private LedgerHistory ledger(@Nullable Look lastLook) {
        List<LedgerHistory.Point> points = new ArrayList<>();
        addTo(points, firstLook);
        points.addAll(ledgers.list());
        addTo(points, lastLook);
        return new LedgerHistory(points);
    }

    private static void addTo(List<LedgerHistory.Point> points, @Nullable Look look) {
        if (look != null && look.ledger() != null) {
            points.add(new LedgerHistory.Point(look.nanos(), look.ledger()));
        }
    }

    private Series threads() {
        List<Counted> counts = threads.list();
        return Series.lookedAt(
                counts.stream().mapToLong(Counted::nanos).toArray(),
                counts.stream().mapToDouble(Counted::value).toArray());
    }

    private static LedgerHistory.Point point(Ledger ledger, Instant nearAt, long nearNanos) {
        return new LedgerHistory.Point(nanos(ledger.at(), nearAt, nearNanos), ledger);
    }

    private static Look look(Inspection inspection, Instant nearAt, long nearNanos) {
        return Look.of(inspection, nanos(inspection.takenAt(), nearAt, nearNanos));
    }

    /**
     * When that was on the monotonic clock. Near a time known on both: a wall clock may be set, or go on while the machine
     * sleeps.
     */
    private static long nanos(Instant at, Instant nearAt, long nearNanos) {
        Duration since = Duration.between(nearAt, at);
        // A damaged recording may have any time in it.
        return nearNanos
                + Math.clamp(since.getSeconds(), -LONGEST_SECONDS, LONGEST_SECONDS) * 1_000_000_000
                + since.getNano();
    }

    private long olderNanos() {
        return info.olderNanos() >= 0 ? info.olderNanos() : (endNanos - processStartNanos) / YOUNGEST_SHARE;
    }

    private List<Note> allNotes(@Nullable RecordingEnd end, List<Note> notes) {
        Set<Note> all = new LinkedHashSet<>(notes);
        all.addAll(merger.notes());
        all.addAll(lossNotes());
        if (end != null) {
            switch (end.reason()) {
                case "interrupted" -> all.add(new Note("interrupted", "ended by a signal before its time"));
                case "exit" -> all.add(new Note("target-ended", "the target ended before the window did"));
                case "oom-killed" ->
                    all.add(new Note(
                            "oom-killed",
                            "the kernel killed the target, or another process of its cgroup, for want of memory"));
                case "memory-limit" ->
                    all.add(new Note("memory-limit", "the target's cgroup had been near its limit for 10 s"));
                case "memory-pressure" ->
                    all.add(new Note("memory-pressure", "tasks had been waiting for memory for 10 s"));
                case "exec" ->
                    all.add(new Note("target-execed", "the target started another program; the window ends there"));
                default -> {
                    // Its time was up: nothing to say.
                }
            }
            if (end.last() == null) {
                all.add(new Note("no-last-inspection", "last is null: the target was gone"));
            }
        }
        return List.copyOf(all);
    }

    private static boolean losesFaults(IntervalMerger merged) {
        return merged.losses().stream().anyMatch(loss -> loss.source() == LossSource.FAULT);
    }

    /** Where the kernel counts more as lost than the target lost. */
    private List<Note> lossNotes() {
        List<Note> notes = new ArrayList<>();
        List<Loss> losses = merger.losses();
        boolean perThread = info.attachMode().equals("thread");
        if (!perThread && losesFaults(merger)) {
            notes.add(new Note(
                    "fault-losses-upper-bound",
                    "lost fault samples of other processes are counted too, so the losses of source fault are an upper"
                            + " bound; how many faults the target had is in the gauges minflt and majflt"));
        }
        if (perThread && !losses.isEmpty()) {
            notes.add(new Note(
                    "losses-upper-bound",
                    "threads born during the attach may have been heard twice, and what of that was lost is counted"
                            + " twice, so the losses are upper bounds"));
        }
        return notes;
    }
}
