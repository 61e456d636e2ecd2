package dev.blindspot.detect;

import dev.blindspot.aggregate.CallRow;
import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.aggregate.GaugeSeries;
import dev.blindspot.aggregate.MergedHistogram;
import dev.blindspot.model.Cost;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.Loss;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordingInfo;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a window shows, live or recorded: text, JSON and exit codes are made of this one value.
 *
 * @param endAt the window's end so far
 * @param reason how it ended ({@link dev.blindspot.model.RecordingEnd}); null while it goes on, or if it was killed
 * @param attributions of the categories that grew, most unexplained first
 * @param callSites largest outstanding first
 * @param calls traced by probes; empty without
 * @param last the inspection at the end; null if there was none
 * @param followedLast what of it is of one process, where a recording follows several
 */
public record Report(
        RecordingInfo info,
        Instant endAt,
        long durationNanos,
        @Nullable String reason,
        List<Finding> findings,
        List<Attribution> attributions,
        List<KindTotals> totals,
        List<CallSiteRow> callSites,
        List<CallRow> calls,
        List<MergedHistogram> histograms,
        List<Ledger> ledgers,
        List<GaugeSeries> gauges,
        List<Loss> losses,
        Cost cost,
        List<Note> notes,
        @Nullable Inspection last,
        Share followedLast) {
    public Report {
        findings = List.copyOf(findings);
        attributions = List.copyOf(attributions);
        totals = List.copyOf(totals);
        callSites = List.copyOf(callSites);
        calls = List.copyOf(calls);
        histograms = List.copyOf(histograms);
        ledgers = List.copyOf(ledgers);
        gauges = List.copyOf(gauges);
        losses = List.copyOf(losses);
        notes = List.copyOf(notes);
    }

    /**
     * What of a window is of the process that was followed last: all, where there was one.
     *
     * @param first the inspection when it was attached to
     */
    public record Share(Inspection first, List<KindTotals> totals, List<GaugeSeries> gauges, List<Loss> losses) {
        public Share {
            totals = List.copyOf(totals);
            gauges = List.copyOf(gauges);
            losses = List.copyOf(losses);
        }
    }

    /** The inspection at the start. */
    public Inspection first() {
        return info.first();
    }
}
