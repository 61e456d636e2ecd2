package dev.blindspot.detect;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.Frame;
import dev.blindspot.model.GarbageCollector;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Severity;
import dev.blindspot.model.SpecialKind;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code special-metadata-growth}: more and more finalizers, cleanups or weak pointers hang on objects. Each is a record of
 * the runtime's, in memory it never gives back.
 *
 * <p>What dies is only taken off by the collector: without two of its cycles in the window nothing is judged, and of the looks
 * within one cycle only that which saw least counts, for the others saw garbage too. Finalizers in cycles and those of
 * pinners are other detectors'.
 */
final class SpecialMetadataGrowthDetector implements Detector {
    private static final String ID = "special-metadata-growth";
    private static final String FINALIZER = "finalizer";
    private static final String CLEANUP = "cleanup";
    private static final String WEAK_HANDLE = "weak_handle";
    private static final long LEAST_CYCLES = 2;

    /** What is counted together: the records of one kind and function; weak pointers have no function. */
    private record Site(String kind, @Nullable Frame function) {
        boolean isOf(String otherKind, Frame entry) {
            return kind.equals(otherKind) && function != null && function.pc() == entry.pc();
        }
    }

    @Override
    public List<Finding> detect(Window window) {
        List<Finding> findings = new ArrayList<>();
        Look look = window.lastLook();
        if (look == null || look.go() == null || collections(window) < LEAST_CYCLES) {
            return findings;
        }
        sites(look.go()).forEach((site, count) -> {
            Set<Look> floor = leastOfEachCycle(window, site);
            LookGrowth growth = LookGrowth.of(
                    window,
                    at -> floor.contains(at) ? bytes(at, site) : null,
                    at -> floor.contains(at) ? count(at, site) : null);
            if (growth.severity() == Severity.SUSPECT) {
                findings.add(finding(window, look, site, growth));
            }
        });
        return findings;
    }

    private static long collections(Window window) {
        GarbageCollector first = collector(window.looks().getFirst());
        GarbageCollector last = collector(window.looks().getLast());
        return first == null || last == null ? 0 : last.cycles() - first.cycles();
    }

    private static Set<Look> leastOfEachCycle(Window window, Site site) {
        Map<Long, Look> least = new HashMap<>();
        for (Look look : window.looks()) {
            GarbageCollector gc = collector(look);
            Long count = count(look, site);
            if (gc != null && count != null) {
                least.merge(
                        gc.cycles(),
                        look,
                        (one, other) -> orZero(count(other, site)) < orZero(count(one, site)) ? other : one);
            }
        }
        Set<Look> looks = Collections.newSetFromMap(new IdentityHashMap<>());
        looks.addAll(least.values());
        return looks;
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static @Nullable GarbageCollector collector(Look look) {
        return look.go() == null ? null : look.go().gc();
    }

    private static Map<Site, Long> sites(GoState go) {
        Map<Site, Long> sites = new LinkedHashMap<>();
        if (go.finalizers() != null) {
            go.finalizers().byFunction().stream()
                    .filter(function ->
                            function.inCycle() == 0 && !function.function().startsWith("runtime.(*Pinner)"))
                    .forEach(function -> sites.put(new Site(FINALIZER, function.entry()), function.registered()));
        }
        if (go.cleanups() != null) {
            go.cleanups()
                    .byFunction()
                    .forEach(function -> sites.put(new Site(CLEANUP, function.entry()), function.registered()));
        }
        sites.put(new Site(WEAK_HANDLE, null), 0L);
        return sites;
    }

    private static @Nullable Long count(Look look, Site site) {
        GoState go = look.go();
        if (go == null) {
            return null;
        }
        return switch (site.kind()) {
            case FINALIZER ->
                go.finalizers() == null
                        ? null
                        : (Long) go.finalizers().byFunction().stream()
                                .filter(function -> site.isOf(FINALIZER, function.entry()))
                                .mapToLong(function -> function.registered())
                                .sum();
            case CLEANUP ->
                go.cleanups() == null
                        ? null
                        : (Long) go.cleanups().byFunction().stream()
                                .filter(function -> site.isOf(CLEANUP, function.entry()))
                                .mapToLong(function -> function.registered())
                                .sum();
            default -> {
                SpecialKind kind = kind(go, site.kind());
                yield kind == null ? null : (Long) kind.count();
            }
        };
    }

    private static @Nullable Long bytes(Look look, Site site) {
        Long count = count(look, site);
        SpecialKind kind = look.go() == null ? null : kind(look.go(), site.kind());
        return count == null || kind == null || kind.count() == 0
                ? null
                : (Long) (count * (kind.metadataBytes() / kind.count()));
    }

    private static @Nullable SpecialKind kind(GoState go, String name) {
        return go.specials() == null
                ? null
                : go.specials().stream()
                        .filter(kind -> kind.name().equals(name))
                        .findFirst()
                        .orElse(null);
    }

    private static Finding finding(Window window, Look look, Site site, LookGrowth growth) {
        SpecialKind kind = look.go() == null ? null : kind(look.go(), site.kind());
        long count = orZero(count(look, site));
        Long bytes = bytes(look, site);
        Frame function = site.function();
        Evidence evidence = new Evidence()
                .put(function)
                .put("kind", site.kind())
                .put("metadata_bytes_of_kind", kind == null ? null : (Long) kind.metadataBytes())
                .put("gc_cycles", collections(window))
                .put(growth);
        String what = site.kind().replace("weak_handle", "weak pointer");
        return new Finding(
                ID,
                Severity.SUSPECT,
                function == null
                        ? what + "s pile up"
                        : what + "s " + UserFrame.shortName(function) + " pile up on objects that stay",
                bytes,
                count,
                growth.bytesPerSecond(),
                false,
                evidence.values(),
                function == null
                        ? List.of()
                        : List.of(new StackShare(new Stack(List.of(function)), orZero(bytes), count)),
                advice(site));
    }

    private static String advice(Site site) {
        return switch (site.kind()) {
            case CLEANUP ->
                "Each call of runtime.AddCleanup adds one more to the object, and all stay as long as it does: add it once,"
                        + " or call Stop on the one before.";
            case FINALIZER ->
                "The objects stay reachable, and so do their finalizers: look for what holds them (go tool pprof heap), or"
                        + " close them explicitly.";
            default -> "Each object with a weak.Pointer keeps a record until it dies: look for what holds the objects.";
        };
    }
}
