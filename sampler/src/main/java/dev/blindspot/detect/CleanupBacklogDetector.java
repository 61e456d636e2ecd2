package dev.blindspot.detect;

import dev.blindspot.model.Cleanups;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.Goroutines.Group;
import dev.blindspot.model.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code cleanup-backlog}: cleanups ({@code runtime.AddCleanup}) wait to be run, more and more of them. */
final class CleanupBacklogDetector implements Detector {
    private static final String ID = "cleanup-backlog";
    private static final int FIRST_WITH_GOROUTINES = 25;

    @Override
    public List<Finding> detect(Window window) {
        Look look = window.lastLook();
        Cleanups cleanups = look == null ? null : cleanups(look);
        Long queued = cleanups == null ? null : cleanups.queued();
        LookGrowth growth = LookGrowth.ofCount(window, CleanupBacklogDetector::queued);
        Severity severity = growth.severity();
        return look == null || cleanups == null || queued == null || queued == 0 || severity == null
                ? List.of()
                : List.of(finding(window, look, cleanups, growth, severity));
    }

    private static @Nullable Cleanups cleanups(Look look) {
        return look.go() == null ? null : look.go().cleanups();
    }

    private static @Nullable Long queued(Look look) {
        Cleanups cleanups = cleanups(look);
        return cleanups == null ? null : cleanups.queued();
    }

    private static Finding finding(Window window, Look look, Cleanups cleanups, LookGrowth growth, Severity severity) {
        Evidence evidence = new Evidence()
                .put("executing", cleanups.executing())
                .put("registered", cleanups.registered())
                .put(growth);
        return new Finding(
                ID,
                severity,
                severity == Severity.SUSPECT ? "objects die faster than their cleanups run" : "cleanups wait to be run",
                null,
                cleanups.queued(),
                growth.bytesPerSecond(),
                false,
                evidence.values(),
                runners(look.go()),
                window.target().goMinor() >= FIRST_WITH_GOROUTINES
                        ? "A quarter of GOMAXPROCS goroutines run the cleanups, one at least: make them short and let none"
                                + " wait, or call Stop on the Cleanup and release explicitly."
                        : "In Go 1.24 the finalizer goroutine runs the cleanups, one after the other: make them short and"
                                + " let none wait, or call Stop on the Cleanup and release explicitly.");
    }

    /** The goroutines that are in a cleanup. */
    private static List<StackShare> runners(@Nullable GoState go) {
        Goroutines goroutines = go == null ? null : go.goroutines();
        return goroutines == null
                ? List.of()
                : goroutines.groups().stream()
                        .filter(CleanupBacklogDetector::isInCleanup)
                        .map(group -> new StackShare(group.stack(), 0, group.count()))
                        .toList();
    }

    private static boolean isInCleanup(Group group) {
        return UserFrame.of(group.stack()) != null
                && group.stack().frames().stream().anyMatch(frame -> "runtime.runCleanups".equals(frame.function()));
    }
}
