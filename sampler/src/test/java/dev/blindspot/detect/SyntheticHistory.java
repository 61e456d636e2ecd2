package dev.blindspot.detect;

import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Interval;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.Loss;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.Stack;
import dev.blindspot.model.Touched;
import dev.blindspot.recording.RecordingFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A window made second by second, as the aggregate would tell it. */
public final class SyntheticHistory {
    private static final long SECOND = 1_000_000_000L;

    private final RecordingInfo info;
    private final List<Interval> intervals = new ArrayList<>();
    private final List<RecordedStack> newStacks = new ArrayList<>();
    private final List<LiveRange> born = new ArrayList<>();
    private final List<LiveRange> gone = new ArrayList<>();
    private final List<Loss> losses = new ArrayList<>();
    private final Map<Integer, long[]> sums = new HashMap<>();
    private final Map<Integer, Deque<LiveRange>> live = new HashMap<>();
    private final List<Touched> touched = new ArrayList<>();
    private final Map<String, Long> resident = new HashMap<>();
    private final List<Gauge> gauges = new ArrayList<>();
    private long faults;
    private long sampledFaults;
    private boolean incomplete;
    private int weight = 1;
    private long address = 0x7f0000000000L;
    private long nanos;
    private Duration clockSet = Duration.ZERO;

    public SyntheticHistory(long olderNanos) {
        RecordingInfo all = RecordingFixture.info();
        info = new RecordingInfo(
                all.startedAt(),
                0,
                all.attachMode(),
                all.sources(),
                all.stacks(),
                olderNanos,
                nothingSeen(all.first()));
    }

    /** So that only what the window shows is judged. */
    private static Inspection nothingSeen(Inspection look) {
        return new Inspection(
                look.blindspotVersion(),
                look.takenAt(),
                look.durationNanos(),
                look.target(),
                look.cost(),
                look.notes(),
                List.of(),
                look.ledger(),
                null,
                null,
                null,
                null);
    }

    /** A stack {@code syscall.Mmap ← function ← callers…}, each at line 10 of a file of its own. */
    public static Stack stack(String... functions) {
        List<Frame> frames = new ArrayList<>();
        frames.add(new Frame(0x1000, "/srv/app", null, "syscall.Mmap", "/go/syscall_unix.go", 81, false));
        for (String function : functions) {
            frames.add(new Frame(
                    0x2000 + function.hashCode() % 0x1000,
                    "/srv/app",
                    null,
                    function,
                    "/src/" + function + ".go",
                    10,
                    false));
        }
        return new Stack(frames);
    }

    SyntheticHistory stack(int id, boolean byRuntime, Stack stack) {
        newStacks.add(new RecordedStack(id, stack, byRuntime));
        return this;
    }

    public SyntheticHistory stack(int id, String... functions) {
        return stack(id, false, stack(functions));
    }

    SyntheticHistory weight(int mappings) {
        weight = mappings;
        return this;
    }

    public SyntheticHistory map(int stackId, long bytes) {
        nanos++;
        LiveRange range =
                new LiveRange(address, address + bytes, MappingKind.MMAP_ANON, stackId, weight, now() + nanos);
        address = range.end() + 4096;
        born.add(range);
        live.computeIfAbsent(stackId, id -> new ArrayDeque<>()).add(range);
        change(stackId, weight * bytes, weight, weight * bytes, weight);
        return this;
    }

    /** Unmaps the oldest of the site. */
    public SyntheticHistory unmapOldest(int stackId) {
        LiveRange range = live.getOrDefault(stackId, new ArrayDeque<>()).remove();
        if (!born.remove(range)) {
            gone.add(range);
        }
        change(stackId, 0, 0, -range.weight() * (range.end() - range.start()), -range.weight());
        return this;
    }

    SyntheticHistory unmapAll(int stackId) {
        while (!live.getOrDefault(stackId, new ArrayDeque<>()).isEmpty()) {
            unmapOldest(stackId);
        }
        return this;
    }

    /** Page faults of a stack in a category. */
    SyntheticHistory touch(int stackId, String category, long bytes) {
        touched.add(new Touched(stackId, category, bytes, bytes / 4096));
        return this;
    }

    /** Page faults in this second: those sampled, and those the process had. */
    SyntheticHistory faults(long sampled, long had) {
        faults += had;
        gauges.add(new Gauge("minflt", "count", (double) faults));
        gauges.add(new Gauge("majflt", "count", 0.0));
        sampledFaults = sampled;
        return this;
    }

    /** What is resident at this second's end, a category and its bytes in turn. */
    SyntheticHistory resident(String category, long bytes) {
        resident.put(category, bytes);
        return this;
    }

    private @Nullable Ledger ledger(Instant at) {
        if (resident.isEmpty()) {
            return null;
        }
        List<LedgerRow> rows = new ArrayList<>();
        resident.forEach((category, bytes) -> rows.add(new LedgerRow(category, bytes, bytes, 0, null, 1)));
        long sum = rows.stream().mapToLong(LedgerRow::rssBytes).sum();
        return new Ledger(at, sum, sum, rows);
    }

    SyntheticHistory lose(Loss loss, boolean rowsIncomplete) {
        losses.add(loss);
        incomplete = rowsIncomplete;
        return this;
    }

    /** The wall clock is set by so much, the monotonic one goes on. */
    SyntheticHistory setClock(Duration by) {
        clockSet = clockSet.plus(by);
        return this;
    }

    /** The second is over. */
    public SyntheticHistory second() {
        List<CallSiteDelta> deltas = new ArrayList<>();
        long[] total = new long[4];
        sums.forEach((id, sum) -> {
            deltas.add(new CallSiteDelta(
                    id, MappingKind.MMAP_ANON, sum[0], sum[1], sum[2], sum[3], 0, weight, incomplete));
            for (int i = 0; i < 4; i++) {
                total[i] += sum[i];
            }
        });
        if (sampledFaults > 0) {
            deltas.add(new CallSiteDelta(
                    1, MappingKind.FAULT, sampledFaults * 4096, sampledFaults, 0, 0, 0, 1, incomplete));
        }
        Instant startAt = info.startedAt().plusNanos(now()).plus(clockSet);
        intervals.add(new Interval(
                now(),
                now() + SECOND,
                startAt,
                startAt.plusSeconds(1),
                List.of(new KindTotals(MappingKind.MMAP_ANON, total[0], total[1], total[2], total[3])),
                deltas,
                List.of(),
                born,
                gone,
                losses,
                List.copyOf(gauges),
                ledger(startAt.plusSeconds(1)),
                newStacks,
                List.of(),
                List.of(),
                RecordingFixture.cost(),
                null,
                List.of(),
                touched));
        touched.clear();
        gauges.clear();
        sampledFaults = 0;
        sums.clear();
        born.clear();
        gone.clear();
        losses.clear();
        newStacks.clear();
        incomplete = false;
        nanos = 0;
        return this;
    }

    public List<Interval> intervals() {
        return intervals;
    }

    public Report report() {
        return report(new ReportBuilder(info));
    }

    /** What a run that goes on would show. */
    Report liveReport() {
        return report(ReportBuilder.live(info));
    }

    private Report report(ReportBuilder builder) {
        intervals.forEach(builder::add);
        return builder.build(null, List.of());
    }

    private long now() {
        return intervals.size() * SECOND;
    }

    private void change(int stackId, long... by) {
        long[] sum = sums.computeIfAbsent(stackId, id -> new long[4]);
        for (int i = 0; i < 4; i++) {
            sum[i] += by[i];
        }
    }
}
