package dev.blindspot.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines of a Go process.
 *
 * @param total all but dead ones
 * @param system those of them that belong to the runtime; {@code total - system} is {@code runtime.NumGoroutine()}
 * @param dead kept by the runtime to be used again
 * @param stackBytes of all stacks, dead ones included where they still have one
 * @param byState of those in {@code total}: idle, runnable, running, syscall, waiting, copystack, preempted, leaked
 * @param groups alike in state, wait reason, creator and stack; largest first
 */
public record Goroutines(
        long total, long system, long dead, long stackBytes, Map<String, Long> byState, List<Group> groups) {
    private static final int MOST_GROUPS_OF_MANY = 200;

    public Goroutines {
        byState = new LinkedHashMap<>(byState);
        groups = List.copyOf(groups);
    }

    /** The same with its largest groups. */
    public Goroutines largest() {
        return new Goroutines(
                total,
                system,
                dead,
                stackBytes,
                byState,
                groups.subList(0, Math.min(groups.size(), MOST_GROUPS_OF_MANY)));
    }

    /**
     * Goroutines that are alike.
     *
     * @param waitReason null where they do not wait
     * @param waitingAtLeastNanos of the one that waits longest, a lower bound; null if the runtime has not noted it
     * @param createdBy where the go statement is; null if unknown
     * @param stack leaf first; empty for a running one
     */
    public record Group(
            long count,
            String state,
            @Nullable String waitReason,
            @Nullable Long waitingAtLeastNanos,
            @Nullable Frame createdBy,
            Stack stack) {}
}
