package dev.blindspot.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one second of recording adds: the only thing live views and recordings consume. Everything in it is a delta
 * since the interval before, except gauges, the ledger and the glance, which are as of its end.
 *
 * @param startNanos monotonic
 * @param endNanos monotonic
 * @param gauges empty where none were read
 * @param ledger null where no snapshot was due
 * @param bornRanges pieces mapped in this interval and alive at its end
 * @param goneRanges pieces that earlier intervals gave as born, or parts of them, gone by this one's end
 * @param newStacks stacks first named in this interval
 * @param newModules executable mappings first seen in this interval
 * @param glance null where none was due
 * @param calls what probes told of, empty without
 * @param touched what faults made resident, those of earlier intervals too whose place was not known by then
 */
public record Interval(
        long startNanos,
        long endNanos,
        Instant startAt,
        Instant endAt,
        List<KindTotals> totals,
        List<CallSiteDelta> callSites,
        List<HistogramDelta> histograms,
        List<LiveRange> bornRanges,
        List<LiveRange> goneRanges,
        List<Loss> losses,
        List<Gauge> gauges,
        @Nullable Ledger ledger,
        List<RecordedStack> newStacks,
        List<Module> newModules,
        List<Note> notes,
        Cost cost,
        @Nullable Glance glance,
        List<TracedCall> calls,
        List<Touched> touched) {
    public Interval {
        totals = List.copyOf(totals);
        callSites = List.copyOf(callSites);
        histograms = List.copyOf(histograms);
        bornRanges = List.copyOf(bornRanges);
        goneRanges = List.copyOf(goneRanges);
        losses = List.copyOf(losses);
        gauges = List.copyOf(gauges);
        newStacks = List.copyOf(newStacks);
        newModules = List.copyOf(newModules);
        notes = List.copyOf(notes);
        calls = List.copyOf(calls);
        touched = List.copyOf(touched);
    }
}
