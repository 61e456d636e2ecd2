package dev.blindspot.detect;

import dev.blindspot.model.Finalizers;
import dev.blindspot.model.Finalizers.ByFunction;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Severity;
import dev.blindspot.model.Stack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code finalizer-backlog}: dead objects wait for their finalizers, more and more of them. */
final class FinalizerBacklogDetector implements Detector {
    private static final String ID = "finalizer-backlog";
    private static final int MOST_FUNCTIONS = 8;

    @Override
    public List<Finding> detect(Window window) {
        Look look = window.lastLook();
        Finalizers finalizers = look == null ? null : finalizers(look);
        LookGrowth growth = LookGrowth.ofCount(window, FinalizerBacklogDetector::queued);
        Severity severity = growth.severity();
        return finalizers == null || finalizers.queued() == 0 || severity == null
                ? List.of()
                : List.of(finding(finalizers, growth, severity));
    }

    private static @Nullable Finalizers finalizers(Look look) {
        return look.go() == null ? null : look.go().finalizers();
    }

    private static @Nullable Long queued(Look look) {
        Finalizers finalizers = finalizers(look);
        return finalizers == null ? null : (Long) finalizers.queued();
    }

    private static Finding finding(Finalizers finalizers, LookGrowth growth, Severity severity) {
        List<StackShare> functions = finalizers.byFunction().stream()
                .filter(function -> function.queued() > 0)
                .sorted(LargestFirst.by(ByFunction::queued))
                .limit(MOST_FUNCTIONS)
                .map(function -> new StackShare(new Stack(List.of(function.entry())), 0, function.queued()))
                .toList();
        Evidence evidence = new Evidence()
                .put(
                        functions.isEmpty()
                                ? null
                                : functions.getFirst().stack().frames().getFirst())
                .put("executing", finalizers.executing())
                .put("registered", finalizers.registered())
                .put(growth);
        return new Finding(
                ID,
                severity,
                severity == Severity.SUSPECT
                        ? "objects die faster than their finalizers run"
                        : "objects wait for their finalizers",
                null,
                finalizers.queued(),
                growth.bytesPerSecond(),
                false,
                evidence.values(),
                functions,
                "One goroutine runs all finalizers, one after the other: make this one short, or close explicitly and"
                        + " clear the finalizer with runtime.SetFinalizer(x, nil).");
    }
}
