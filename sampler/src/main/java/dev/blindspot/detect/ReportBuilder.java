package dev.blindspot.detect;

import dev.blindspot.aggregate.GaugeSeries;
import dev.blindspot.aggregate.IntervalMerger;
import dev.blindspot.model.Finding;
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

    private final RecordingInfo info;
    private final IntervalMerger merger = new IntervalMerger();
    /** What the process that is followed now did; all of the recording until there is a second one. */
    private IntervalMerger ofProcess = merger;

    private final List<Finding> ofEarlierProcesses = new ArrayList<>();
    private OutstandingHistory history;
    private LookHistory looks;
    private HandleHistory handles;
    private FaultCoverage faults = new FaultCoverage();
    private Inspection first;
    private long processStartNanos;
    private Instant endAt;
    private long endNanos;

    public ReportBuilder(RecordingInfo info) {
        this.info = info;
        this.history = new OutstandingHistory(info.startedNanos());
        this.looks = new LookHistory(look(info.first()));
        this.first = info.first();
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
        }
        Glance glance = interval.glance();
        if (glance != null) {
            looks.add(Look.of(glance, interval.ledger(), nanosOf(glance.at())));
        }
        endAt = interval.endAt();
        endNanos = interval.endNanos();
    }

    /** The recording goes on with another process, and the one before is judged. */
    public void restarted(RecordedProcess process) {
        ofEarlierProcesses.addAll(Detectors.findings(window(null)));
        first = process.first();
        processStartNanos = process.startedNanos();
        ofProcess = new IntervalMerger();
        history = new OutstandingHistory(processStartNanos);
        handles = new HandleHistory(processStartNanos);
        faults = new FaultCoverage();
        looks = new LookHistory(look(process.first()));
    }

    /**
     * The report so far.
     *
     * @param end how the window ended; null while it goes on, or if nobody wrote it down
     * @param notes what a reader must know besides, e.g. what of a recording could not be read
     */
    public Report build(@Nullable RecordingEnd end, List<Note> notes) {
        Inspection last = end == null ? null : end.last();
        Window window = window(last);
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

    private Window window(@Nullable Inspection last) {
        return new Window(
                first.target(),
                processStartNanos,
                endNanos,
                olderNanos(),
                ofProcess.rows(),
                history.series(endNanos, ofProcess::stack),
                ofProcess.liveRanges(),
                ofProcess.losses(),
                looks.looks(last == null ? null : look(last)),
                threads(),
                ofProcess.calls(),
                handles.series(),
                ledger(last),
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

    private LedgerHistory ledger(@Nullable Inspection last) {
        List<LedgerHistory.Point> points = new ArrayList<>();
        addTo(points, first.ledger());
        merger.ledgers().stream()
                .filter(ledger -> nanosOf(ledger.at()) >= processStartNanos)
                .forEach(ledger -> addTo(points, ledger));
        addTo(points, last == null ? null : last.ledger());
        return new LedgerHistory(points);
    }

    private Series threads() {
        List<GaugeSeries.Point> points = merger.gauge("threads").stream()
                .filter(point -> point.value() != null && nanosOf(point.at()) >= processStartNanos)
                .toList();
        return Series.lookedAt(
                points.stream().mapToLong(point -> nanosOf(point.at())).toArray(),
                points.stream()
                        .mapToDouble(point -> Objects.requireNonNull(point.value()))
                        .toArray());
    }

    private void addTo(List<LedgerHistory.Point> points, @Nullable Ledger ledger) {
        if (ledger != null) {
            points.add(new LedgerHistory.Point(nanosOf(ledger.at()), ledger));
        }
    }

    private Look look(Inspection inspection) {
        return Look.of(inspection, nanosOf(inspection.takenAt()));
    }

    private long nanosOf(Instant at) {
        Duration since = Duration.between(info.startedAt(), at);
        // A damaged recording may have any time in it.
        return info.startedNanos()
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
