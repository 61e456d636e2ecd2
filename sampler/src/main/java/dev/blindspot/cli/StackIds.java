package dev.blindspot.cli;

import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.Interval;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.Touched;
import dev.blindspot.model.TracedCall;
import java.util.List;

/**
 * Keeps the stack ids of one recording's processes apart: each process's begin where those of the one before end.
 *
 * <p>Threads: any; a process's ids are moved while those of the one before are no longer given.
 */
final class StackIds {
    private volatile int base;
    private int highest;

    /** From here on ids are of another process. */
    void nextProcess() {
        base = highest;
    }

    /** What is added to the ids of the process that is recorded now. */
    int base() {
        return base;
    }

    /** The recording's id of a process's; 0 stays 0. */
    int of(int id) {
        return id == 0 ? 0 : base + id;
    }

    /** An interval under the recording's ids. */
    Interval of(Interval interval) {
        for (RecordedStack stack : interval.newStacks()) {
            highest = Math.max(highest, of(stack.id()));
        }
        if (base == 0) {
            return interval;
        }
        return new Interval(
                interval.startNanos(),
                interval.endNanos(),
                interval.startAt(),
                interval.endAt(),
                interval.totals(),
                interval.callSites().stream().map(this::of).toList(),
                interval.histograms(),
                ranges(interval.bornRanges()),
                ranges(interval.goneRanges()),
                interval.losses(),
                interval.gauges(),
                interval.ledger(),
                interval.newStacks().stream()
                        .map(stack -> new RecordedStack(of(stack.id()), stack.stack(), stack.byRuntime()))
                        .toList(),
                interval.newModules(),
                interval.notes(),
                interval.cost(),
                interval.glance(),
                interval.calls().stream().map(this::of).toList(),
                interval.touched().stream()
                        .map(touched -> new Touched(
                                of(touched.stackId()), touched.category(), touched.bytes(), touched.count()))
                        .toList());
    }

    private TracedCall of(TracedCall call) {
        return new TracedCall(
                call.kind(),
                of(call.stackId()),
                call.file(),
                of(call.functionId()),
                call.count(),
                call.failed(),
                call.open(),
                call.unmappedNothing(),
                call.incomplete());
    }

    private CallSiteDelta of(CallSiteDelta delta) {
        return new CallSiteDelta(
                of(delta.stackId()),
                delta.kind(),
                delta.mappedBytes(),
                delta.mappedCount(),
                delta.outstandingBytes(),
                delta.outstandingCount(),
                delta.outstandingVariance(),
                delta.maxWeight(),
                delta.incomplete());
    }

    private List<LiveRange> ranges(List<LiveRange> ranges) {
        return ranges.stream()
                .map(range -> new LiveRange(
                        range.start(),
                        range.end(),
                        range.kind(),
                        of(range.stackId()),
                        range.weight(),
                        range.bornNanos()))
                .toList();
    }
}
