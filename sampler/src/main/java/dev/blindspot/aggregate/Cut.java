package dev.blindspot.aggregate;

import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.HistogramDelta;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.Loss;
import java.util.List;

/**
 * What the events since the cut before changed: the parts of an {@link dev.blindspot.model.Interval} that events make.
 *
 * @param bornRanges told for the first time; mapped, moved or reclassified since the cut before
 * @param goneRanges of those that earlier cuts told of; take them away before adding {@code bornRanges}
 * @param faults where they were
 */
public record Cut(
        long startNanos,
        long endNanos,
        List<KindTotals> totals,
        List<CallSiteDelta> callSites,
        List<HistogramDelta> histograms,
        List<LiveRange> bornRanges,
        List<LiveRange> goneRanges,
        List<CallDelta> calls,
        List<Loss> losses,
        List<PlacedFaults> faults) {
    public Cut {
        totals = List.copyOf(totals);
        callSites = List.copyOf(callSites);
        histograms = List.copyOf(histograms);
        bornRanges = List.copyOf(bornRanges);
        goneRanges = List.copyOf(goneRanges);
        calls = List.copyOf(calls);
        losses = List.copyOf(losses);
        faults = List.copyOf(faults);
    }
}
