package dev.blindspot.recording;

import dev.blindspot.model.CallKind;
import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.CgoHandles;
import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.Cleanups;
import dev.blindspot.model.Cost;
import dev.blindspot.model.Finalizers;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Frame;
import dev.blindspot.model.GarbageCollector;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Glance;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.HistogramDelta;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Interval;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.MemStats;
import dev.blindspot.model.Module;
import dev.blindspot.model.Note;
import dev.blindspot.model.Pins;
import dev.blindspot.model.Plugins;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.SchedulerThreads;
import dev.blindspot.model.Severity;
import dev.blindspot.model.SpecialKind;
import dev.blindspot.model.Stack;
import dev.blindspot.model.Target;
import dev.blindspot.model.ThreadSummary;
import dev.blindspot.model.Touched;
import dev.blindspot.model.TracedCall;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Values that fill every field of a recording, null ones too. */
public final class RecordingFixture {
    public static final Instant START = Instant.parse("2026-03-04T05:06:07.123456789Z");

    private static final Frame MMAP = new Frame(
            0x47f3a0, "/srv/app", "ab12", "syscall.Mmap", "/usr/lib/go/src/syscall/syscall_unix.go", 81, true);
    private static final Frame LEAK = new Frame(0x4f1100, "/srv/app", "ab12", "main.leak", "/src/main.go", 17, false);
    private static final Frame UNKNOWN = new Frame(-0x1000, "[unknown]", null, null, null, null, false);

    private RecordingFixture() {}

    public static Stack stack() {
        return new Stack(List.of(MMAP, LEAK, UNKNOWN));
    }

    public static Target target() {
        return new Target(
                4711,
                "app",
                "/srv/app",
                START.minusSeconds(3600),
                "go1.24.4",
                List.of("synctest"),
                "amd64",
                true,
                false,
                null,
                "ab12",
                "example.org/app",
                "pclntab",
                "none");
    }

    public static Cost cost() {
        return new Cost(12, 3456, 7_000_000, 80_000, 0, 9_000);
    }

    public static Ledger ledger(Instant at, long rssBytes) {
        return new Ledger(
                at,
                rssBytes,
                rssBytes + 8192,
                List.of(
                        new LedgerRow("mmap.anon", rssBytes, 2 * rssBytes, 4096, 0L, 3),
                        new LedgerRow("unattributed", 8192, 8192, 0, null, 1)));
    }

    public static Inspection inspection(Instant at) {
        Finding finding = new Finding(
                "thread-growth",
                Severity.SUSPECT,
                "12 threads more",
                8L << 20,
                12L,
                1.5,
                true,
                new TreeMap<>(Map.of("before", 4L, "share", 0.75, "cgo", true, "state", "S")),
                List.of(new Finding.StackShare(stack(), 8L << 20, 12)),
                "End them.");
        return new Inspection(
                "0.1.0",
                at,
                5_000_000,
                target(),
                cost(),
                List.of(new Note("no-heap", "the heap is not read")),
                List.of(finding),
                ledger(at, 64 << 20),
                new CgroupMemory(
                        2,
                        "/app.slice",
                        80 << 20,
                        null,
                        List.of(new CgroupMemory.Row("anon", 60 << 20)),
                        1L << 20,
                        null,
                        0.25),
                new ThreadSummary(9, null, 1, null, 32_768L),
                new Plugins(
                        List.of(new Plugins.PluginModule("p", null, 0x7f00_0000L, 8192, 4096, "ready")),
                        List.of(new Plugins.Library("/lib/libz.so", true, 8192, 4096, 2))),
                goState());
    }

    /** Of a runtime; only its regions are not written. */
    public static GoState goState() {
        Map<String, @Nullable Long> counters = new LinkedHashMap<>();
        counters.put("HeapAlloc", 1L << 20);
        counters.put("HeapObjects", 2_000L);
        counters.put("HeapInuse", 3L << 20);
        counters.put("HeapIdle", 5L << 20);
        counters.put("HeapReleased", 1L << 20);
        counters.put("StackInuse", 64L << 10);
        counters.put("Sys", 12L << 20);
        counters.put("Lookups", null);
        return new GoState(
                "table",
                new MemStats(counters, 0.5, true, false, List.of(), List.of(), List.of(), false),
                new GarbageCollector(7, START, "off", 4 << 20, null, 100, 1L << 20),
                new Finalizers(
                        12,
                        768,
                        3,
                        1,
                        0xc000_0040_00L,
                        5_000_000_000L,
                        new Finalizers.QueueGoroutine("waiting", "chan receive", stack()),
                        List.of(new Finalizers.ByFunction(LEAK, 12, 3, 768, List.of("*main.c"), 2, null))),
                new Cleanups(4, null, null, List.of(new Cleanups.ByFunction(LEAK, 4))),
                List.of(new SpecialKind("finalizer", 15, 720, null)),
                new Goroutines(
                        11,
                        4,
                        0,
                        65_536,
                        Map.of("waiting", 11L),
                        List.of(new Goroutines.Group(11, "waiting", null, null, LEAK, stack()))),
                List.of(new GoState.LoadedModule("p", 0x7f00_1000L, false)),
                new Pins(2, null, List.of(new Pins.SizeClass(512, 2))),
                new CgoHandles(3, 5, List.of(new CgoHandles.ByType("int", 3))),
                new SchedulerThreads(9, 3, 1, 0),
                new HeapProfile(
                        true,
                        524_288,
                        1024,
                        1,
                        2048,
                        2,
                        1,
                        List.of(new HeapProfile.Bucket(stack(), 1024, 1024, 1, 2048, 2))),
                null,
                List.of(new Note("cleanups-unread", "why")));
    }

    public static RecordingInfo info() {
        return new RecordingInfo(
                START, 1_000_000_000L, "system", List.of("mmap", "munmap"), "auto", -1, inspection(START));
    }

    public static RecordingEnd end() {
        return new RecordingEnd(START.plusSeconds(3), 4_000_000_000L, "duration", inspection(START.plusSeconds(3)));
    }

    /** The interval of second {@code number}, from 0; the first brings stack 1. */
    public static Interval interval(int number) {
        Instant startAt = START.plusSeconds(number);
        long start = 1_000_000_000L * (number + 1);
        long address = 0x7f0000000000L + number * 0x100000L;
        return new Interval(
                start,
                start + 1_000_000_000L,
                startAt,
                startAt.plusSeconds(1),
                List.of(new KindTotals(MappingKind.MMAP_ANON, 1 << 20, 2, 1 << 19, 1)),
                List.of(
                        new CallSiteDelta(1, MappingKind.MMAP_ANON, 1 << 20, 2, -4096, -1, 12.5, 3, false),
                        new CallSiteDelta(0, MappingKind.FAULT, 4096, 1, 0, 0, 0, 1, true)),
                List.of(histogram()),
                List.of(
                        new LiveRange(address, address + 4096, MappingKind.MMAP_ANON, 1, 1, start + 5),
                        new LiveRange(address + 8192, address + 16384, MappingKind.MMAP_FILE, 0, 1, start + 3)),
                List.of(new LiveRange(address - 8192, address - 4096, MappingKind.BRK, 1, 1, start - 9)),
                List.of(
                        new Loss(LossSource.MMAP, 3L, startAt, startAt.plusSeconds(1)),
                        new Loss(LossSource.FAULT, null, startAt, startAt.plusSeconds(1))),
                List.of(new Gauge("threads", "1", 9.0), new Gauge("goroutines", "1", null)),
                number % 2 == 0 ? ledger(startAt.plusSeconds(1), 64 << 20) : null,
                number == 0 ? List.of(new RecordedStack(1, stack(), true)) : List.of(),
                number == 0
                        ? List.of(
                                new Module(0x400000, 0x500000, 0, "/srv/app", "ab12"),
                                new Module(0x7fff0000, 0x7fff1000, 4096, "[vdso]", null))
                        : List.of(),
                List.of(new Note("late", "2 events came late")),
                cost(),
                number % 2 == 0 ? Glance.of(inspection(startAt.plusSeconds(1)), startAt.plusSeconds(1)) : null,
                number == 0
                        ? List.of()
                        : List.of(
                                new TracedCall(CallKind.DLOPEN, 1, "/lib/libm.so.6", 0, 3, 1, 0, 0, false),
                                new TracedCall(CallKind.ADD_CLEANUP, 1, null, 2, 7, 0, 0, 0, true)),
                List.of(new Touched(1, "c.heap", 8192, 2), new Touched(0, "unattributed", 4096, 1)));
    }

    /** The same with other call sites and stacks. */
    public static Interval with(Interval interval, List<CallSiteDelta> callSites, List<RecordedStack> stacks) {
        return new Interval(
                interval.startNanos(),
                interval.endNanos(),
                interval.startAt(),
                interval.endAt(),
                interval.totals(),
                callSites,
                interval.histograms(),
                interval.bornRanges(),
                interval.goneRanges(),
                interval.losses(),
                interval.gauges(),
                interval.ledger(),
                stacks,
                interval.newModules(),
                interval.notes(),
                interval.cost(),
                interval.glance(),
                interval.calls(),
                interval.touched());
    }

    private static HistogramDelta histogram() {
        Histogram values = new Histogram(1L << 40, 3);
        for (int i = 1; i <= 100; i++) {
            values.recordValue(4096L * i);
        }
        ByteBuffer buffer = ByteBuffer.allocate(values.getNeededByteBufferCapacity());
        byte[] encoded = new byte[values.encodeIntoByteBuffer(buffer)];
        buffer.get(0, encoded);
        return new HistogramDelta("mmap.size", "bytes", encoded, 7);
    }

    public static EventBlock events(int number) {
        return new EventBlock(
                10L * number + 1,
                10L * number + 10,
                1_000_000_000L * (number + 1),
                1_000_000_000L * (number + 1) + 999,
                10,
                new byte[] {9, 8, (byte) number});
    }
}
