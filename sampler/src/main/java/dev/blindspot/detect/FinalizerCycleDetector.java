package dev.blindspot.detect;

import dev.blindspot.model.Finalizers;
import dev.blindspot.model.Finalizers.ByFunction;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Severity;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code finalizer-cycle}: objects with finalizers lead back to themselves, so the collector never takes them for dead.
 *
 * <p>What the program still reaches is in use, and only said to be a trap. Of the rest one look gives suspicion; more of them
 * after two collections, none of which was queued, is the proof.
 */
final class FinalizerCycleDetector implements Detector {
    private static final String ID = "finalizer-cycle";
    private static final long PROOF_CYCLES = 2;
    private static final int FIRST_WITH_CLEANUPS = 24;

    @Override
    public List<Finding> detect(Window window) {
        List<Finding> findings = new ArrayList<>();
        Look look = window.lastLook();
        Finalizers finalizers = look == null ? null : finalizers(look);
        if (finalizers != null) {
            for (ByFunction function : finalizers.byFunction()) {
                if (function.inCycle() > 0) {
                    findings.add(finding(window, function));
                }
            }
        }
        return findings;
    }

    private static @Nullable Finalizers finalizers(Look look) {
        return look.go() == null ? null : look.go().finalizers();
    }

    private static @Nullable ByFunction same(Look look, ByFunction function) {
        Finalizers finalizers = finalizers(look);
        return finalizers == null
                ? null
                : finalizers.byFunction().stream()
                        .filter(other -> other.entry().pc() == function.entry().pc())
                        .findFirst()
                        .orElse(null);
    }

    private static Finding finding(Window window, ByFunction function) {
        LookGrowth growth = LookGrowth.ofCount(window, look -> unreached(look, function));
        Long collections = collections(window);
        Evidence evidence = new Evidence()
                .put(function.entry())
                .put("types", function.types().stream())
                .put("registered", function.registered())
                .put("queued", function.queued())
                .put("in_cycle", function.inCycle())
                .put("still_reached", function.inCycleReached())
                .put("gc_cycles", collections)
                .put(growth);
        Severity severity = severity(window, function, growth, collections);
        long count = severity == Severity.INFO ? function.inCycle() : unreached(function);
        return new Finding(
                ID,
                severity,
                title(function, severity),
                function.objectBytes() * count / Math.max(function.registered(), 1),
                count,
                null,
                false,
                evidence.values(),
                List.of(new StackShare(new Stack(List.of(function.entry())), 0, count)),
                advice(window));
    }

    private static String title(ByFunction function, Severity severity) {
        return String.join(" ", function.types()) + " with the finalizer " + UserFrame.shortName(function.entry())
                + switch (severity) {
                    case LEAK -> " lead to themselves and are never freed";
                    case SUSPECT -> " lead to themselves";
                    case INFO -> " lead to themselves; they are in use, and will never be freed after";
                };
    }

    private static String advice(Window window) {
        String cleanup = window.target().goMinor() >= FIRST_WITH_CLEANUPS
                ? "use runtime.AddCleanup, whose function and argument must not lead to the object either"
                : "put the finalizer on a small object apart that points to nothing";
        return "A finalizer never runs on an object in a cycle: break the cycle on close, or " + cleanup + ".";
    }

    /** In cycles and out of the program's reach; all of those in cycles where reach is unknown. */
    private static long unreached(ByFunction function) {
        Long reached = function.inCycleReached();
        return function.inCycle() - (reached == null ? 0 : reached);
    }

    /** Of a look that examined it. */
    private static @Nullable Long unreached(Look look, ByFunction function) {
        ByFunction seen = same(look, function);
        if (finalizers(look) == null) {
            return null;
        }
        boolean examined = seen == null || seen.inCycle() == 0 || seen.inCycleReached() != null;
        return examined ? (Long) (seen == null ? 0L : unreached(seen)) : null;
    }

    /** GC cycles between the first and the last look; null if unknown. */
    private static @Nullable Long collections(Window window) {
        GoState first = window.looks().getFirst().go();
        GoState last = window.looks().getLast().go();
        return window.looks().size() < 2 || first == null || last == null || first.gc() == null || last.gc() == null
                ? null
                : (Long) (last.gc().cycles() - first.gc().cycles());
    }

    private static Severity severity(
            Window window, ByFunction function, LookGrowth growth, @Nullable Long collections) {
        if (unreached(function) == 0) {
            return Severity.INFO;
        }
        boolean queued = window.looks().stream()
                .map(look -> same(look, function))
                .anyMatch(seen -> seen != null && seen.queued() > 0);
        boolean proven = collections != null
                && collections >= PROOF_CYCLES
                && growth.gainedCount() > 0
                && function.inCycleReached() != null
                && !queued;
        return proven ? Severity.LEAK : Severity.SUSPECT;
    }
}
