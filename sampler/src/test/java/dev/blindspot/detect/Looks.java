package dev.blindspot.detect;

import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.Cleanups;
import dev.blindspot.model.Finalizers;
import dev.blindspot.model.Frame;
import dev.blindspot.model.GarbageCollector;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Plugins;
import dev.blindspot.recording.RecordingFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Looks at a process a second apart, each with one thing in it, and what is found in them. */
final class Looks {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Instant START = Instant.parse("2026-03-04T05:06:07Z");

    private Looks() {}

    /** So many, by their number. */
    static Window window(int count, IntFunction<Look> look) {
        return Window.ofLooks(
                RecordingFixture.target(),
                IntStream.range(0, count).mapToObj(look).toList());
    }

    static Look ofGo(int number, GoState go) {
        return new Look(number * SECOND, START.plusSeconds(number), null, go, null, null, null);
    }

    static Look ofLedger(int number, long rssBytes, long freeBytes) {
        Instant at = START.plusSeconds(number);
        Ledger ledger = new Ledger(
                at,
                rssBytes,
                rssBytes,
                List.of(
                        new LedgerRow("go.heap.objects", rssBytes - freeBytes, rssBytes, 0, 0L, 1),
                        new LedgerRow("go.heap.free", freeBytes, freeBytes, 0, 0L, 1)));
        GarbageCollector gc = new GarbageCollector(number, at, "off", 64L << 20, null, 100, 32L << 20);
        return new Look(
                number * SECOND, at, ledger, state(gc, null, null, null), null, null, null);
    }

    static Look ofCgroup(int number, @Nullable Long maxBytes, long outsideBytes, long cacheBytes) {
        CgroupMemory cgroup = new CgroupMemory(
                2,
                "/app",
                outsideBytes + (64L << 20),
                maxBytes,
                List.of(new CgroupMemory.Row("file", cacheBytes), new CgroupMemory.Row("anon", 64L << 20)),
                outsideBytes,
                0L,
                null);
        return new Look(number * SECOND, START.plusSeconds(number), null, null, cgroup, null, null);
    }

    static Look ofPlugins(int number, int ready, int failed) {
        List<Plugins.PluginModule> modules = IntStream.range(0, ready + failed)
                .mapToObj(i -> new Plugins.PluginModule(
                        "renewed" + i,
                        "/tmp/renewed" + i + ".so",
                        0x7f00_0000_0000L + (long) i * (4 << 20),
                        3L << 20,
                        2L << 20,
                        i < ready ? "ready" : "failed"))
                .toList();
        return new Look(
                number * SECOND, START.plusSeconds(number), null, null, null, null, new Plugins(modules, List.of()));
    }

    static GoState finalizers(long queued, long executing) {
        return state(
                null,
                new Finalizers(
                        7,
                        7 * 64,
                        queued,
                        executing,
                        0,
                        null,
                        null,
                        List.of(
                                new Finalizers.ByFunction(frame("main.close"), 7, queued, 448, List.of(), 0, null))),
                null,
                null);
    }

    static GoState cleanups(@Nullable Long queued) {
        return state(
                null,
                null,
                new Cleanups(7, queued, 1L, List.of(new Cleanups.ByFunction(frame("main.clean"), 7))),
                null);
    }

    static GoState goroutines(List<Goroutines.Group> groups) {
        long total = groups.stream().mapToLong(Goroutines.Group::count).sum();
        return state(null, null, null, new Goroutines(total, 0, 0, 0, Map.of(), groups));
    }

    static Frame frame(String function) {
        return new Frame(0x47f3a0 + function.hashCode() % 4096, "/srv/app", null, function, "/src/main.go", 17, false);
    }

    private static GoState state(
            @Nullable GarbageCollector gc,
            @Nullable Finalizers finalizers,
            @Nullable Cleanups cleanups,
            @Nullable Goroutines goroutines) {
        return new GoState(
                "table", null, gc, finalizers, cleanups, null, goroutines, null, null, null, null, null, null,
                List.of());
    }
}
