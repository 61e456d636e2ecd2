package dev.blindspot.detect;

import dev.blindspot.aggregate.Remainder;
import dev.blindspot.model.CallKind;
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
import dev.blindspot.model.RecordedProcess;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.Stack;
import dev.blindspot.model.Target;
import dev.blindspot.model.Touched;
import dev.blindspot.model.TracedCall;
import dev.blindspot.recording.RecordingFixture;
import dev.blindspot.recording.RecordingWriter;
import java.nio.file.Path;
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
    private final List<TracedCall> calls = new ArrayList<>();
    /** Processes that follow the first, by the number of intervals before. */
    private final Map<Integer, RecordedProcess> successors = new HashMap<>();

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
                nothingSeen(all.first(), 0));
    }

    /** So that only what the window shows is judged; of the process that so many were before. */
    private static Inspection nothingSeen(Inspection look, int before) {
        Target target = look.target();
        return new Inspection(
                look.blindspotVersion(),
                look.takenAt(),
                look.durationNanos(),
                new Target(
                        target.pid() + before,
                        target.comm(),
                        target.exe(),
                        target.startedAt(),
                        target.goVersion(),
                        target.goExperiments(),
                        target.arch(),
                        target.stripped(),
                        target.pie(),
                        target.cgo(),
                        target.buildId(),
                        target.modulePath(),
                        target.symbols(),
                        target.layout()),
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

    /** Calls of dlopen that gave a handle. */
    SyntheticHistory open(int stackId, String file, int times) {
        calls.add(new TracedCall(CallKind.DLOPEN, stackId, file, 0, times, 0, times, 0, false));
        return this;
    }

    /** Another process takes the place of this one within a second, which takes back what this one had. */
    public SyntheticHistory restart() {
        Remainder remainder = new Remainder();
        intervals.forEach(remainder::add);
        Instant endAt = info.startedAt().plusNanos(now());
        Instant startAt = endAt.plusSeconds(1);
        Inspection first = nothingSeen(RecordingFixture.inspection(startAt), successors.size() + 1);
        successors.put(intervals.size(), new RecordedProcess(startAt, now() + SECOND, first));
        intervals.add(new Interval(
                now(),
                now() + SECOND,
                endAt,
                startAt,
                remainder.totalsTakenBack(),
                remainder.rowsTakenBack(),
                List.of(),
                List.of(),
                remainder.ranges(),
                List.of(),
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(),
                RecordingFixture.cost(),
                null,
                remainder.callsTakenBack(),
                List.of()));
        live.clear();
        resident.clear();
        faults = 0;
        return this;
    }

    /** Page faults in this second: those sampled, and those the process had. */
    public SyntheticHistory faults(long sampled, long had) {
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
                calls,
                touched));
        touched.clear();
        calls.clear();
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
        for (int i = 0; i < intervals.size(); i++) {
            RecordedProcess successor = successors.get(i);
            if (successor != null) {
                builder.restarted(successor);
            }
            builder.add(intervals.get(i));
        }
        return builder.build(null, List.of());
    }

    /** As a recording whose maker was killed. */
    public void write(Path file) {
        try (RecordingWriter writer = RecordingWriter.create(file, info, 1 << 20)) {
            for (int i = 0; i < intervals.size(); i++) {
                RecordedProcess successor = successors.get(i);
                if (successor != null) {
                    writer.writeProcess(successor);
                }
                writer.write(intervals.get(i));
            }
        }
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
