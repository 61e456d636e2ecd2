package dev.blindspot.detect;

import dev.blindspot.model.Cleanups;
import dev.blindspot.model.Finalizers;
import dev.blindspot.model.Finalizers.QueueGoroutine;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Severity;
import dev.blindspot.model.Stack;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code finalizer-goroutine-blocked}: the one goroutine that runs finalizers waits in one of them, and all others wait
 * behind it.
 *
 * <p>A slow finalizer waits too, and goes on. It is told from a blocked one by looks in which it was the same, or by the
 * start of its wait as the runtime noted it; a sleep and a system call end by themselves and are blamed after
 * {@value #PROOF_SECONDS} s only.
 */
final class FinalizerGoroutineBlockedDetector implements Detector {
    private static final String ID = "finalizer-goroutine-blocked";
    private static final long PROOF_SECONDS = 10;
    private static final long PROOF_NANOS = PROOF_SECONDS * 1_000_000_000L;
    private static final long SHORT_WAIT_NANOS = 1_000_000_000L;
    private static final int FIRST_WITH_CLEANUPS = 24;
    private static final int FIRST_WITH_CLEANUP_GOROUTINES = 25;
    private static final Set<String> RUNNERS = Set.of("runtime.runfinq", "runtime.runFinalizers");

    /**
     * What the goroutine does.
     *
     * @param behind what is queued behind it
     */
    private record Wait(Finalizers finalizers, QueueGoroutine goroutine, long behind) {
        boolean endsByItself() {
            return goroutine.state().equals("syscall") || "sleep".equals(goroutine.waitReason());
        }

        boolean isStill(Wait earlier) {
            return finalizers.executingObject() != 0
                    && finalizers.executingObject() == earlier.finalizers.executingObject()
                    && behind >= earlier.behind
                    && pcs(goroutine).equals(pcs(earlier.goroutine));
        }

        private static List<Long> pcs(QueueGoroutine goroutine) {
            return goroutine.stack().frames().stream().map(Frame::pc).toList();
        }
    }

    @Override
    public List<Finding> detect(Window window) {
        List<Look> looks = window.looks();
        Look last = window.lastLook();
        Wait wait = last == null ? null : wait(window, last);
        if (wait == null) {
            return List.of();
        }
        long unchangedNanos = 0;
        int same = looks.size() - 1;
        for (; same > 0; same--) {
            Wait earlier = wait(window, looks.get(same - 1));
            if (earlier == null || !wait.isStill(earlier)) {
                break;
            }
            unchangedNanos = looks.getLast().nanos() - looks.get(same - 1).nanos();
        }
        boolean wasOtherBefore = looks.size() > 1 && unchangedNanos == 0;
        Severity severity = severity(wait, unchangedNanos, wasOtherBefore);
        return severity == null ? List.of() : List.of(finding(window, wait, severity, unchangedNanos));
    }

    private static @Nullable Wait wait(Window window, Look look) {
        Finalizers finalizers = look.go() == null ? null : look.go().finalizers();
        QueueGoroutine goroutine = finalizers == null ? null : finalizers.goroutine();
        if (finalizers == null || goroutine == null || finalizers.executingObject() == 0) {
            return null;
        }
        boolean waits = goroutine.state().equals("waiting") || goroutine.state().equals("syscall");
        return waits ? new Wait(finalizers, goroutine, finalizers.queued() + cleanupsBehind(window, look)) : null;
    }

    /** In Go 1.24 cleanups are run by the same goroutine. */
    private static long cleanupsBehind(Window window, Look look) {
        Cleanups cleanups = look.go() == null ? null : look.go().cleanups();
        boolean shared = window.target().goMinor() == FIRST_WITH_CLEANUPS;
        return shared && cleanups != null && cleanups.queued() != null ? cleanups.queued() : 0;
    }

    private static @Nullable Severity severity(Wait wait, long unchangedNanos, boolean wasOtherBefore) {
        Long noted = wait.finalizers().executingAtLeastNanos();
        long known = Math.max(noted == null ? 0 : noted, unchangedNanos);
        if (wait.behind() == 0) {
            return known >= PROOF_NANOS ? Severity.SUSPECT : null;
        }
        if (known >= PROOF_NANOS) {
            return Severity.LEAK;
        }
        if (wasOtherBefore && known < SHORT_WAIT_NANOS) {
            // It was in another one just before: it is slow, not blocked.
            return null;
        }
        return noted != null && !wait.endsByItself() ? Severity.LEAK : Severity.SUSPECT;
    }

    private static Finding finding(Window window, Wait wait, Severity severity, long unchangedNanos) {
        QueueGoroutine goroutine = wait.goroutine();
        Stack stack = goroutine.stack();
        Frame finalizer = finalizer(stack);
        Frame waiting = waiting(stack, finalizer);
        Evidence evidence = new Evidence()
                .put(waiting)
                .put("finalizer", finalizer == null ? null : finalizer.function())
                .put("state", goroutine.state())
                .put("wait_reason", goroutine.waitReason())
                .put("waiting_at_least_ns", wait.finalizers().executingAtLeastNanos())
                .put("queued", wait.behind())
                .put("unchanged_ns", window.looks().size() > 1 ? (Long) unchangedNanos : null);
        return new Finding(
                ID,
                severity,
                title(wait, finalizer),
                null,
                wait.behind(),
                null,
                false,
                evidence.values(),
                List.of(new StackShare(stack, 0, 1)),
                advice(window, waiting));
    }

    private static String title(Wait wait, @Nullable Frame finalizer) {
        String name = finalizer == null ? "a finalizer" : "the finalizer " + UserFrame.shortName(finalizer);
        String reason = wait.goroutine().waitReason();
        String where = reason != null
                ? " waits (" + reason + ")"
                : wait.goroutine().state().equals("syscall") ? " is in a system call" : " waits";
        return name + where + (wait.behind() == 0 ? "" : ", and others wait behind it");
    }

    private static String advice(Window window, @Nullable Frame waiting) {
        String place = waiting == null || waiting.file() == null || waiting.line() == null
                ? ""
                : " at " + waiting.file().substring(waiting.file().lastIndexOf('/') + 1) + ":" + waiting.line();
        String shared = window.target().goMinor() == FIRST_WITH_CLEANUPS ? ", and cleanups" : "";
        String own = window.target().goMinor() >= FIRST_WITH_CLEANUP_GOROUTINES
                ? " Cleanups (runtime.AddCleanup) have goroutines of their own."
                : "";
        return "One goroutine runs all finalizers" + shared + ": a finalizer must not wait" + place
                + ". Start a goroutine for what may wait, or close explicitly." + own;
    }

    /** The function the runtime called: the last before the runtime's own frames at the root. */
    private static @Nullable Frame finalizer(Stack stack) {
        Frame called = null;
        for (Frame frame : stack.frames()) {
            String function = frame.function();
            if (function != null && RUNNERS.contains(function)) {
                return called;
            }
            if (function != null && !function.startsWith("runtime.")) {
                called = frame;
            }
        }
        return called;
    }

    private static @Nullable Frame waiting(Stack stack, @Nullable Frame finalizer) {
        Frame user = UserFrame.of(stack);
        return user == null ? finalizer : user;
    }
}
