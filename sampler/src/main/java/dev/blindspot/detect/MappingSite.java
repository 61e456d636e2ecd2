package dev.blindspot.detect;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.Frame;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that was mapped from one line of a program, by whichever way that line was reached. */
final class MappingSite {
    private final Frame frame;
    private final Map<Stack, StackShare> shares = new LinkedHashMap<>();
    private final Set<MappingKind> kinds = EnumSet.noneOf(MappingKind.class);
    private final Set<Call> judgedCalls = new HashSet<>();
    private Series bytes = Series.ZERO;
    private Series count = Series.ZERO;
    private long mappedBytes;
    private long mappedCount;
    private long outstandingBytes;
    private long outstandingCount;
    private long judgedBytes;
    private long judgedCount;
    private long lastJudgedNanos;
    private boolean sampled;
    private boolean incomplete;

    /** Pieces that one call mapped are of one stack and time. */
    private record Call(int stackId, long bornNanos) {}

    MappingSite(Frame frame) {
        this.frame = frame;
    }

    void add(CallSiteRow row, Stack stack) {
        mappedBytes += row.mappedBytes();
        mappedCount += row.mappedCount();
        outstandingBytes += row.outstandingBytes();
        outstandingCount += row.outstandingCount();
        sampled |= row.sampled();
        incomplete |= row.incomplete();
        if (row.outstandingBytes() > 0) {
            kinds.add(row.kind());
            shares.merge(
                    stack,
                    new StackShare(stack, row.outstandingBytes(), row.outstandingCount()),
                    (a, b) -> new StackShare(stack, a.bytes() + b.bytes(), a.count() + b.count()));
        }
    }

    void add(Window.SiteSeries series) {
        bytes = bytes.plus(series.bytes());
        count = count.plus(series.count());
    }

    /** A range old enough to be judged by. */
    void addJudged(LiveRange range) {
        judgedBytes += range.weight() * (range.end() - range.start());
        lastJudgedNanos = Math.max(lastJudgedNanos, range.bornNanos());
        if (judgedCalls.add(new Call(range.stackId(), range.bornNanos()))) {
            judgedCount += range.weight();
        }
    }

    Frame frame() {
        return frame;
    }

    /** Its distinct stacks with something outstanding, largest first. */
    List<StackShare> shares() {
        List<StackShare> list = new ArrayList<>(shares.values());
        list.sort(LargestFirst.by(StackShare::bytes));
        return list;
    }

    /** Of what is outstanding. */
    Set<MappingKind> kinds() {
        return kinds;
    }

    Series bytes() {
        return bytes;
    }

    Series count() {
        return count;
    }

    long mappedBytes() {
        return mappedBytes;
    }

    long mappedCount() {
        return mappedCount;
    }

    long outstandingBytes() {
        return outstandingBytes;
    }

    long outstandingCount() {
        return outstandingCount;
    }

    /** Bytes outstanding that are old enough. */
    long judgedBytes() {
        return judgedBytes;
    }

    long judgedCount() {
        return judgedCount;
    }

    /** When the youngest that is old enough was mapped; 0 if there is none. */
    long lastJudgedNanos() {
        return lastJudgedNanos;
    }

    boolean sampled() {
        return sampled;
    }

    boolean incomplete() {
        return incomplete;
    }
}
