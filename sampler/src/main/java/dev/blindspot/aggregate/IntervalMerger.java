package dev.blindspot.aggregate;

import dev.blindspot.model.CallKind;
import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.Cost;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.HistogramDelta;
import dev.blindspot.model.Interval;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.Loss;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Module;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.Stack;
import dev.blindspot.model.Touched;
import dev.blindspot.model.TracedCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds up intervals to the state of the window they cover. A live run and the reader of a recording both look through
 * this, so they show the same.
 *
 * <p>Threads: one.
 */
public final class IntervalMerger {
    private static final KindTotals NONE = new KindTotals(MappingKind.MMAP_ANON, 0, 0, 0, 0);

    private final Map<MappingKind, KindTotals> totals = new EnumMap<>(MappingKind.class);
    private final Map<RowKey, CallSiteSums> rows = new HashMap<>();
    private final Map<String, HistogramSum> histograms = new TreeMap<>();
    private final Map<TouchedKey, Touched> touched = new LinkedHashMap<>();
    private final LiveRanges liveRanges = new LiveRanges();
    private final List<Loss> losses = new ArrayList<>();
    private final Map<String, GaugeSeriesBuilder> gauges = new LinkedHashMap<>();
    private final BoundedHistory<Ledger> ledgers;
    private final int mostPoints;
    private final Map<Integer, RecordedStack> stacks = new HashMap<>();
    private final Map<Content, Integer> firstIds = new HashMap<>();
    private final Map<Integer, Integer> canonicalIds = new HashMap<>();
    private final Map<CallKey, TracedCall> calls = new LinkedHashMap<>();
    private final Set<Module> modules = new LinkedHashSet<>();
    private final Set<Note> notes = new LinkedHashSet<>();
    private long startNanos;
    private long endNanos;
    private boolean empty = true;
    private Cost cost = new Cost(0, 0, 0, 0, 0, 0);

    private record TouchedKey(int stackId, String category) {}

    private record CallKey(
            CallKind kind, int stackId, @Nullable String file, int functionId) {}

    private record RowKey(int stackId, MappingKind kind) {}

    /** What makes two stacks one row. */
    private record Content(Stack stack, boolean byRuntime) {}

    private record GaugeSeriesBuilder(String unit, BoundedHistory<GaugeSeries.Point> points) {}

    /** One of intervals that end some day: it keeps every gauge and ledger. */
    public IntervalMerger() {
        this(Integer.MAX_VALUE);
    }

    /**
     * One that may go on for weeks.
     *
     * @param mostPoints of each gauge, and ledgers
     */
    public IntervalMerger(int mostPoints) {
        this.mostPoints = mostPoints;
        this.ledgers = new BoundedHistory<>(mostPoints);
    }

    /** Adds the next interval. Intervals come in the order of time. */
    public void add(Interval interval) {
        startNanos = empty ? interval.startNanos() : startNanos;
        endNanos = interval.endNanos();
        empty = false;
        interval.newStacks().forEach(this::addStack);
        interval.totals().forEach(change -> totals.merge(change.kind(), change, IntervalMerger::sum));
        for (CallSiteDelta delta : interval.callSites()) {
            rows.computeIfAbsent(new RowKey(delta.stackId(), delta.kind()), key -> new CallSiteSums())
                    .add(delta);
        }
        interval.histograms().forEach(this::addHistogram);
        interval.goneRanges().forEach(liveRanges::take);
        interval.bornRanges().forEach(liveRanges::add);
        for (TracedCall call : interval.calls()) {
            calls.merge(
                    new CallKey(call.kind(), canonical(call.stackId()), call.file(), canonical(call.functionId())),
                    call,
                    TracedCall::plus);
        }
        interval.losses().forEach(this::addLoss);
        for (Gauge gauge : interval.gauges()) {
            gauges.computeIfAbsent(
                            gauge.name(),
                            name -> new GaugeSeriesBuilder(gauge.unit(), new BoundedHistory<>(mostPoints)))
                    .points()
                    .add(new GaugeSeries.Point(interval.endAt(), gauge.value()));
        }
        Ledger ledger = interval.ledger();
        if (ledger != null) {
            ledgers.add(ledger);
        }
        for (Touched change : interval.touched()) {
            touched.merge(new TouchedKey(change.stackId(), change.category()), change, IntervalMerger::sum);
        }
        modules.addAll(interval.newModules());
        notes.addAll(interval.notes());
        cost = sum(cost, interval.cost());
    }

    /** Start of the first interval, monotonic; 0 before one was added. */
    public long startNanos() {
        return startNanos;
    }

    /** End of the last interval, monotonic; 0 before one was added. */
    public long endNanos() {
        return endNanos;
    }

    /** Sums of the kinds that occurred, in the order of {@link MappingKind}. */
    public List<KindTotals> totals() {
        return List.copyOf(totals.values());
    }

    /** One row per distinct stack and kind, most outstanding bytes first, then most mapped. */
    public List<CallSiteRow> rows() {
        Map<RowKey, CallSiteSums> distinct = new HashMap<>();
        rows.forEach((key, sums) -> distinct.computeIfAbsent(
                        new RowKey(canonical(key.stackId()), key.kind()), same -> new CallSiteSums())
                .add(sums));
        List<CallSiteRow> list = new ArrayList<>(distinct.size());
        distinct.forEach((key, sums) -> list.add(row(key, sums)));
        list.sort(Comparator.comparingLong(CallSiteRow::outstandingBytes)
                .thenComparingLong(CallSiteRow::mappedBytes)
                .reversed()
                .thenComparing(CallSiteRow::kind)
                .thenComparingInt(CallSiteRow::stackId));
        return list;
    }

    /** What faults made resident, by distinct stack and category, most bytes first. */
    public List<TouchedRow> touched() {
        Map<TouchedKey, Touched> distinct = new LinkedHashMap<>();
        touched.forEach((key, sum) ->
                distinct.merge(new TouchedKey(canonical(key.stackId()), key.category()), sum, IntervalMerger::sum));
        List<TouchedRow> list = new ArrayList<>(distinct.size());
        distinct.forEach((key, sum) -> {
            RecordedStack stack = stacks.get(key.stackId());
            list.add(new TouchedRow(stack == null ? null : stack.stack(), key.category(), sum.bytes(), sum.count()));
        });
        list.sort(LargestFirst.by(TouchedRow::bytes));
        return list;
    }

    /** The rows that count pages: all but C allocations, which lie within what others count. */
    public List<CallSiteRow> pageRows() {
        return rows().stream().filter(row -> row.kind() != MappingKind.MALLOC).toList();
    }

    /** Traced calls, one row per kind, stack and subject: most open handles first, then most calls. */
    public List<CallRow> calls() {
        return calls.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(CallRow::kind)
                        .thenComparing(LargestFirst.by(CallRow::open))
                        .thenComparing(LargestFirst.by(CallRow::count)))
                .toList();
    }

    private CallRow row(CallKey key, TracedCall sum) {
        RecordedStack stack = stacks.get(key.stackId());
        RecordedStack function = stacks.get(key.functionId());
        return new CallRow(
                key.kind(),
                stack == null ? null : stack.stack(),
                key.file(),
                function == null ? null : function.stack().outermostFunction(),
                sum.count(),
                sum.failed(),
                sum.open(),
                sum.unmappedNothing(),
                sum.incomplete());
    }

    /** Histograms by tag, in the tags' order; what was never measured is absent. */
    public List<MergedHistogram> histograms() {
        return histograms.values().stream().map(HistogramSum::merged).toList();
    }

    /** What is still mapped of the window's mappings, by address; stack ids as in {@link #rows}. */
    public List<LiveRange> liveRanges() {
        return liveRanges.list(this::canonical);
    }

    /** Losses in the order they were told; those of a source that follow without a gap are one. */
    public List<Loss> losses() {
        return List.copyOf(losses);
    }

    /** The gauges in the order they were first read. */
    public List<GaugeSeries> gauges() {
        return gauges.entrySet().stream()
                .map(entry -> new GaugeSeries(
                        entry.getKey(),
                        entry.getValue().unit(),
                        entry.getValue().points().list()))
                .toList();
    }

    /** The ledger snapshots, by time. */
    public List<Ledger> ledgers() {
        return ledgers.list();
    }

    /** The stack of an id; null for 0 and for an id no interval told of. */
    public @Nullable RecordedStack stack(int id) {
        return stacks.get(id);
    }

    /** Executable mappings, in the order they were first seen. */
    public List<Module> modules() {
        return List.copyOf(modules);
    }

    /** Each note once. */
    public List<Note> notes() {
        return List.copyOf(notes);
    }

    public Cost cost() {
        return cost;
    }

    private void addStack(RecordedStack stack) {
        stacks.put(stack.id(), stack);
        int first = firstIds.computeIfAbsent(new Content(stack.stack(), stack.byRuntime()), content -> stack.id());
        canonicalIds.put(stack.id(), first);
    }

    private int canonical(int stackId) {
        return canonicalIds.getOrDefault(stackId, stackId);
    }

    private CallSiteRow row(RowKey key, CallSiteSums sums) {
        RecordedStack stack = stacks.get(key.stackId());
        boolean fault = key.kind() == MappingKind.FAULT;
        boolean bounded = !sums.incomplete() && key.kind() != MappingKind.MALLOC;
        long kindBytes = bounded ? totals.getOrDefault(key.kind(), NONE).outstandingBytes() : Long.MAX_VALUE;
        return new CallSiteRow(
                key.stackId(),
                stack == null ? null : stack.stack(),
                key.kind(),
                stack != null && key.kind().isMapping() && stack.byRuntime(),
                sums.mappedBytes(),
                sums.mappedCount(),
                sums.outstandingBytes(),
                sums.outstandingCount(),
                sums.outstandingVariance(),
                sums.maxWeight() > 1 || key.kind() == MappingKind.MALLOC,
                fault ? null : CallSiteEstimate.ci95(sums, kindBytes),
                sums.incomplete());
    }

    private void addHistogram(HistogramDelta delta) {
        HistogramSum before = histograms.get(delta.tag());
        if (before == null) {
            histograms.put(delta.tag(), new HistogramSum(delta));
        } else {
            before.add(delta);
        }
    }

    private void addLoss(Loss loss) {
        for (int i = losses.size() - 1; i >= 0; i--) {
            Loss before = losses.get(i);
            if (before.source() == loss.source()) {
                if (!before.to().isBefore(loss.from())) {
                    Long count = before.count() == null || loss.count() == null
                            ? null
                            : Long.valueOf(before.count() + loss.count());
                    losses.set(i, new Loss(loss.source(), count, before.from(), loss.to()));
                    return;
                }
                break;
            }
        }
        losses.add(loss);
    }

    private static KindTotals sum(KindTotals a, KindTotals b) {
        return new KindTotals(
                a.kind(),
                a.mappedBytes() + b.mappedBytes(),
                a.mappedCount() + b.mappedCount(),
                a.outstandingBytes() + b.outstandingBytes(),
                a.outstandingCount() + b.outstandingCount());
    }

    private static Touched sum(Touched a, Touched b) {
        return new Touched(a.stackId(), a.category(), a.bytes() + b.bytes(), a.count() + b.count());
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
