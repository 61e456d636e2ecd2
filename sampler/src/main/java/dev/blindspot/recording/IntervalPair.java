package dev.blindspot.recording;

import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.Cost;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.HistogramDelta;
import dev.blindspot.model.Interval;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.Loss;
import dev.blindspot.model.Touched;
import dev.blindspot.model.TracedCall;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** Two intervals that follow each other as one: what adds up to the same in the end, at half the points of time. */
final class IntervalPair {
    private IntervalPair() {}

    static Interval merge(Interval a, Interval b) {
        RangeChanges ranges = RangeChanges.of(a, b);
        return new Interval(
                a.startNanos(),
                b.endNanos(),
                a.startAt(),
                b.endAt(),
                sums(a.totals(), b.totals(), KindTotals::kind, IntervalPair::sum),
                sums(a.callSites(), b.callSites(), delta -> List.of(delta.stackId(), delta.kind()), IntervalPair::sum),
                sums(a.histograms(), b.histograms(), HistogramDelta::tag, IntervalPair::sum),
                ranges.born(),
                ranges.gone(),
                sums(a.losses(), b.losses(), Loss::source, IntervalPair::sum),
                sums(a.gauges(), b.gauges(), Gauge::name, (before, after) -> after),
                b.ledger() == null ? a.ledger() : b.ledger(),
                both(a.newStacks(), b.newStacks()),
                both(a.newModules(), b.newModules()),
                List.copyOf(new LinkedHashSet<>(both(a.notes(), b.notes()))),
                sum(a.cost(), b.cost()),
                b.glance() == null ? a.glance() : b.glance(),
                sums(a.calls(), b.calls(), IntervalPair::sameCall, TracedCall::plus),
                sums(
                        a.touched(),
                        b.touched(),
                        touched -> List.of(touched.stackId(), touched.category()),
                        IntervalPair::sum));
    }

    /** What makes two one: all but the figures. */
    private static TracedCall sameCall(TracedCall call) {
        return new TracedCall(call.kind(), call.stackId(), call.file(), call.functionId(), 0, 0, 0, 0, false);
    }

    private static <T, K> List<T> sums(List<T> a, List<T> b, Function<T, K> key, BinaryOperator<T> sum) {
        Map<K, T> all = new LinkedHashMap<>();
        for (T item : both(a, b)) {
            all.merge(key.apply(item), item, sum);
        }
        return List.copyOf(all.values());
    }

    private static <T> List<T> both(Collection<T> a, Collection<T> b) {
        List<T> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private static KindTotals sum(KindTotals a, KindTotals b) {
        return new KindTotals(
                a.kind(),
                a.mappedBytes() + b.mappedBytes(),
                a.mappedCount() + b.mappedCount(),
                a.outstandingBytes() + b.outstandingBytes(),
                a.outstandingCount() + b.outstandingCount());
    }

    private static CallSiteDelta sum(CallSiteDelta a, CallSiteDelta b) {
        return new CallSiteDelta(
                a.stackId(),
                a.kind(),
                a.mappedBytes() + b.mappedBytes(),
                a.mappedCount() + b.mappedCount(),
                a.outstandingBytes() + b.outstandingBytes(),
                a.outstandingCount() + b.outstandingCount(),
                a.outstandingVariance() + b.outstandingVariance(),
                Math.max(a.maxWeight(), b.maxWeight()),
                a.incomplete() || b.incomplete());
    }

    private static Touched sum(Touched a, Touched b) {
        return new Touched(a.stackId(), a.category(), a.bytes() + b.bytes(), a.count() + b.count());
    }

    private static HistogramDelta sum(HistogramDelta a, HistogramDelta b) {
        Histogram values = Histogram.decodeFromByteBuffer(ByteBuffer.wrap(a.encoded()), 0);
        values.setAutoResize(true);
        values.add(Histogram.decodeFromByteBuffer(ByteBuffer.wrap(b.encoded()), 0));
        ByteBuffer buffer = ByteBuffer.allocate(values.getNeededByteBufferCapacity());
        byte[] encoded = new byte[values.encodeIntoByteBuffer(buffer)];
        buffer.get(0, encoded);
        return new HistogramDelta(a.tag(), a.unit(), encoded, a.overflow() + b.overflow());
    }

    private static Loss sum(Loss a, Loss b) {
        Long count = a.count() == null || b.count() == null ? null : Long.valueOf(a.count() + b.count());
        return new Loss(a.source(), count, earlier(a.from(), b.from()), b.to());
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Cost sum(Cost a, Cost b) {
        return new Cost(
                a.reads() + b.reads(),
                a.bytesRead() + b.bytesRead(),
                a.ownCpuNanos() + b.ownCpuNanos(),
                Math.max(a.longestLockedReadNanos(), b.longestLockedReadNanos()),
                a.stoppedNanos() + b.stoppedNanos(),
                a.targetOverheadNanos() + b.targetOverheadNanos());
    }
}
