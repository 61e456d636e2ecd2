package dev.blindspot.aggregate;

import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.Interval;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.TracedCall;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a process has outstanding by its intervals so far, and what takes all of that back when it is gone and another one's
 * intervals follow.
 *
 * <p>Threads: one.
 */
public final class Remainder {
    private record RowKey(int stackId, MappingKind kind) {}

    private final Map<MappingKind, long[]> totals = new EnumMap<>(MappingKind.class);
    private final Map<RowKey, CallSiteSums> rows = new HashMap<>();
    private final Map<TracedCall, Long> openHandles = new HashMap<>();
    private final LiveRanges ranges = new LiveRanges();

    /** Adds the next interval. */
    public void add(Interval interval) {
        for (KindTotals change : interval.totals()) {
            long[] sums = totals.computeIfAbsent(change.kind(), kind -> new long[2]);
            sums[0] += change.outstandingBytes();
            sums[1] += change.outstandingCount();
        }
        for (CallSiteDelta delta : interval.callSites()) {
            rows.computeIfAbsent(new RowKey(delta.stackId(), delta.kind()), key -> new CallSiteSums())
                    .add(delta);
        }
        for (TracedCall call : interval.calls()) {
            if (call.open() != 0) {
                openHandles.merge(ofOpen(call, 0), call.open(), Long::sum);
            }
        }
        interval.goneRanges().forEach(ranges::take);
        interval.bornRanges().forEach(ranges::add);
    }

    /** Changes of totals that leave nothing outstanding. */
    public List<KindTotals> totalsTakenBack() {
        List<KindTotals> changes = new ArrayList<>();
        totals.forEach((kind, sums) -> {
            if (sums[0] != 0 || sums[1] != 0) {
                changes.add(new KindTotals(kind, 0, 0, -sums[0], -sums[1]));
            }
        });
        return changes;
    }

    /** The same of call sites. */
    public List<CallSiteDelta> rowsTakenBack() {
        List<CallSiteDelta> changes = new ArrayList<>();
        rows.forEach((key, sums) -> {
            if (sums.outstandingBytes() != 0 || sums.outstandingCount() != 0 || sums.outstandingVariance() != 0) {
                changes.add(new CallSiteDelta(
                        key.stackId(),
                        key.kind(),
                        0,
                        0,
                        -sums.outstandingBytes(),
                        -sums.outstandingCount(),
                        -sums.outstandingVariance(),
                        sums.maxWeight(),
                        sums.incomplete()));
            }
        });
        return changes;
    }

    /** The same of handles. */
    public List<TracedCall> callsTakenBack() {
        List<TracedCall> changes = new ArrayList<>();
        openHandles.forEach((call, open) -> {
            if (open != 0) {
                changes.add(ofOpen(call, -open));
            }
        });
        return changes;
    }

    private static TracedCall ofOpen(TracedCall call, long open) {
        return new TracedCall(call.kind(), call.stackId(), call.file(), call.functionId(), 0, 0, open, 0, false);
    }

    /** Ranges that are gone with the process. */
    public List<LiveRange> ranges() {
        return ranges.list(stackId -> stackId);
    }
}
