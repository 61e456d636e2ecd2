package dev.blindspot.golang;

import dev.blindspot.model.CgoHandles;
import dev.blindspot.model.Cleanups;
import dev.blindspot.model.Finalizers;
import dev.blindspot.model.Frame;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.MemStats;
import dev.blindspot.model.Note;
import dev.blindspot.model.Pins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the program {@code wholetruth} says of itself, and where an inspection says otherwise. */
final class WholeTruth {
    /**
     * What reading its accounts itself takes of the runtime: a flush of its caches may allocate a spine and a block of a
     * span set, which moves from one account to another (of 6,168 bytes up to Go 1.24, then of 6,656).
     */
    private static final List<Long> FLUSHES = List.of(6_168L, 6_656L);

    private static final int MOST_FLUSHES = 8;

    private final Map<String, @Nullable Object> truth;
    private final List<String> differences = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    WholeTruth(Map<String, @Nullable Object> truth) {
        this.truth = truth;
    }

    /** Sections that are null, though the program has what they tell. */
    List<String> missing() {
        return missing;
    }

    /** Everything that is not as the program says; a section that is null is left out, if a note says why. */
    List<String> differences(GoState state) {
        section("memstats", state.memstats(), state, this::memStats);
        section("finalizers", state.finalizers(), state, this::finalizers);
        section("goroutines", state.goroutines(), state, this::goroutines);
        section("heap-profile", state.heapProfile(), state, this::heapProfile);
        if (truth.containsKey("pinned")) {
            section("pins", state.pins(), state, this::pins);
        }
        if (truth.containsKey("cleanups")) {
            section("cleanups", state.cleanups(), state, this::cleanups);
        }
        if (truth.containsKey("handles")) {
            section("cgo-handles", state.cgoHandles(), state, this::handles);
        }
        return differences;
    }

    private <T> void section(String name, @Nullable T read, GoState state, Consumer<T> compare) {
        if (read != null) {
            compare.accept(read);
            return;
        }
        missing.add(name);
        if (state.notes().stream()
                .map(Note::code)
                .noneMatch(code -> code.startsWith(name) || code.equals("spans-unread"))) {
            differences.add(name + " is null, and nothing says why: " + state.notes());
        }
    }

    private void memStats(MemStats stats) {
        if (stats.torn()) {
            differences.add("nothing runs, and the accounts are torn");
        }
        Map<String, @Nullable Object> own = object("memstats");
        own.forEach((name, value) -> {
            switch (name) {
                case "GCCPUFraction" -> same(name, value, stats.gcCpuFraction());
                case "GCSys", "OtherSys" -> {}
                default -> same(name, value, stats.counters().get(name));
            }
        });
        long moved = number(own, "GCSys") - stats.counter("GCSys");
        same(
                "GCSys + OtherSys",
                number(own, "GCSys") + number(own, "OtherSys"),
                stats.counter("GCSys") + stats.counter("OtherSys"));
        boolean byFlushes =
                FLUSHES.stream().anyMatch(flush -> moved % flush == 0 && Math.abs(moved / flush) <= MOST_FLUSHES);
        if (!byFlushes) {
            differences.add("GCSys is " + stats.counter("GCSys") + ", not " + own.get("GCSys"));
        }
        same("PauseNs", truth.get("PauseNs"), stats.pauseNanos());
        same("PauseEnd", truth.get("PauseEnd"), stats.pauseEnds());
        same(
                "Mallocs",
                truth.get("Mallocs"),
                stats.bySize().stream().map(MemStats.BySize::mallocs).toList());
        same(
                "Frees",
                truth.get("Frees"),
                stats.bySize().stream().map(MemStats.BySize::frees).toList());
    }

    private void finalizers(Finalizers finalizers) {
        same(
                "conns",
                truth.get("conns"),
                byFunction(finalizers, "main.closeConn").registered());
        Finalizers.ByFunction nodes = byFunction(finalizers, "main.freeNode");
        same("rings", truth.get("rings"), nodes.registered());
        same("rings in a cycle", truth.get("rings"), nodes.inCycle());
        same("types of rings", List.of("*main.node"), nodes.types());
        same("queued finalizers", 0L, finalizers.queued());
        same(
                "finalizers",
                finalizers.registered(),
                finalizers.byFunction().stream()
                        .mapToLong(Finalizers.ByFunction::registered)
                        .sum());
    }

    private static Finalizers.ByFunction byFunction(Finalizers finalizers, String name) {
        return finalizers.byFunction().stream()
                .filter(function -> function.function().equals(name))
                .findFirst()
                .orElse(new Finalizers.ByFunction(
                        new Frame(0, "", null, name, null, null, false), 0, 0, 0, List.of(), 0, null));
    }

    private void goroutines(Goroutines goroutines) {
        same("goroutines", truth.get("goroutines"), goroutines.total() - goroutines.system());
        same("receivers", truth.get("receivers"), count(goroutines, "main.receive", "main.startReceivers"));
        same("sleepers", truth.get("sleepers"), count(goroutines, "main.sleep", "main.startSleepers"));
    }

    private static long count(Goroutines goroutines, String function, String creator) {
        return goroutines.groups().stream()
                .filter(group -> group.createdBy() != null
                        && creator.equals(group.createdBy().function()))
                .filter(group -> group.stack().frames().stream().anyMatch(frame -> function.equals(frame.function())))
                .filter(group ->
                        "runtime.goexit".equals(group.stack().frames().getLast().function()))
                .mapToLong(Goroutines.Group::count)
                .sum();
    }

    private void heapProfile(HeapProfile profile) {
        same("available", true, profile.available());
        same("profile_buckets", truth.get("profile_buckets"), (long) profile.bucketCount());
        same("profile_inuse_bytes", truth.get("profile_inuse_bytes"), profile.inuseBytes());
        same("profile_inuse_objects", truth.get("profile_inuse_objects"), profile.inuseObjects());
        same("profile_alloc_bytes", truth.get("profile_alloc_bytes"), profile.allocBytes());
        same("profile_alloc_objects", truth.get("profile_alloc_objects"), profile.allocObjects());
    }

    private void pins(Pins pins) {
        same("pinned", truth.get("pinned"), pins.pinnedObjects());
        same("pinned of 208 bytes", List.of(new Pins.SizeClass(208, pins.pinnedObjects())), pins.bySizeClass());
    }

    private void cleanups(Cleanups cleanups) {
        same(
                "cleanups",
                truth.get("cleanups"),
                cleanups.byFunction().stream()
                        .filter(function -> function.function().equals("main.cleanConn"))
                        .mapToLong(Cleanups.ByFunction::registered)
                        .sum());
    }

    private void handles(CgoHandles handles) {
        same("handles", truth.get("handles"), handles.live());
        same("handles_created", truth.get("handles_created"), handles.created());
        same("types of handles", List.of(new CgoHandles.ByType("*main.session", handles.live())), handles.byType());
    }

    private void same(String what, @Nullable Object expected, @Nullable Object found) {
        if (!Objects.equals(expected, found)) {
            differences.add(what + " is " + found + ", not " + expected);
        }
    }

    @SuppressWarnings("unchecked")
    private Map<String, @Nullable Object> object(String name) {
        return (Map<String, @Nullable Object>) Objects.requireNonNull(truth.get(name), name);
    }

    private static long number(Map<String, @Nullable Object> object, String name) {
        return (Long) Objects.requireNonNull(object.get(name), name);
    }
}
