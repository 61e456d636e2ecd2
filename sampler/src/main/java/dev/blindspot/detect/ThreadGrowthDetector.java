package dev.blindspot.detect;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Severity;
import dev.blindspot.model.ThreadSummary;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code thread-growth}: ever more threads, each with a stack of its own. Go starts one for every call that blocks in C or
 * in the kernel, and for every goroutine locked to a thread, and ends none of them by itself.
 *
 * <p>Bytes are what the threads' C stacks reserve: a thread or two more are MiBs of them, so some must have come in each
 * third of the window.
 */
final class ThreadGrowthDetector implements Detector {
    private static final String ID = "thread-growth";
    private static final String STACKS = "c.stacks";
    private static final long LEAST_THREADS = 16;
    private static final int MOST_STACKS = 4;

    @Override
    public List<Finding> detect(Window window) {
        Look look = window.lastLook();
        ThreadSummary threads = look == null ? null : look.threads();
        if (look == null || threads == null) {
            return List.of();
        }
        LookGrowth counted = LookGrowth.ofCount(window, ThreadGrowthDetector::total);
        LookGrowth reserved = LookGrowth.of(window, at -> bytes(stacks(at), true), ThreadGrowthDetector::total);
        boolean suspect = counted.gainedCount() >= LEAST_THREADS
                && (window.isInspection()
                        ? reserved.severity() == Severity.SUSPECT
                        : reserved.gainedMuch() && keepsRising(window));
        Severity severity = suspect ? Severity.SUSPECT : counted.severity();
        return severity == null
                ? List.of()
                : List.of(finding(window, look, threads, reserved, suspect ? Severity.SUSPECT : Severity.INFO));
    }

    /** By their number in each interval: looks at a process with many threads are dear, and few may fall in the last third. */
    private static boolean keepsRising(Window window) {
        return Growth.stillGrows(window.threads(), window.startNanos(), window.endNanos())
                && Growth.roseInEachThird(window.threads(), window.startNanos(), window.endNanos());
    }

    private static @Nullable Long total(Look look) {
        return look.threads() == null ? null : (Long) (long) look.threads().total();
    }

    private static @Nullable LedgerRow stacks(Look look) {
        return look.ledger() == null
                ? null
                : look.ledger().rows().stream()
                        .filter(row -> row.category().equals(STACKS))
                        .findFirst()
                        .orElse(null);
    }

    private static @Nullable Long bytes(@Nullable LedgerRow row, boolean reserved) {
        return row == null ? null : (Long) (reserved ? row.virtualBytes() : row.rssBytes());
    }

    private static Finding finding(
            Window window, Look look, ThreadSummary threads, LookGrowth growth, Severity severity) {
        List<StackShare> stacks = stacks(window, look);
        Evidence evidence = new Evidence()
                .put(stacks.isEmpty() ? null : UserFrame.of(stacks.getFirst().stack()))
                .put("idle", toLong(threads.idle()))
                .put("in_cgo", toLong(threads.inCgo()))
                .put("locked", toLong(threads.locked()))
                .put("stack_rss_bytes", bytes(stacks(look), false))
                .put("stack_virtual_bytes", bytes(stacks(look), true))
                .put(growth);
        return new Finding(
                ID,
                severity,
                severity == Severity.SUSPECT ? "ever more threads" : "many threads",
                bytes(stacks(look), false),
                (long) threads.total(),
                null,
                false,
                evidence.values(),
                stacks,
                "Bound how many calls into C or blocking system calls run at once (a semaphore); a goroutine locked with"
                        + " runtime.LockOSThread that ends without UnlockOSThread ends its thread too.");
    }

    private static @Nullable Long toLong(@Nullable Integer number) {
        return number == null ? null : (Long) number.longValue();
    }

    /** Who holds threads, most first: goroutines in C or in the kernel one each, and who had C start one. */
    private static List<StackShare> stacks(Window window, Look look) {
        Goroutines goroutines = look.go() == null ? null : look.go().goroutines();
        Stream<StackShare> inCalls = goroutines == null
                ? Stream.of()
                : goroutines.groups().stream()
                        .filter(group -> group.state().equals("syscall") && UserFrame.of(group.stack()) != null)
                        .map(group -> new StackShare(group.stack(), 0, group.count()));
        return Stream.concat(ThreadStacks.startedBy(window).stream(), inCalls)
                .sorted(LargestFirst.by(StackShare::count))
                .limit(MOST_STACKS)
                .toList();
    }
}
