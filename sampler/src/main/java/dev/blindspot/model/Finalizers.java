package dev.blindspot.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finalizers of a Go process.
 *
 * @param registered set on objects and not queued yet
 * @param objectBytes of their objects' slots
 * @param queued waiting for the finalizer goroutine, the one it executes not among them
 * @param executing 0 or 1
 * @param executingObject the object of the one being executed, or another address that is its own; 0 if none is
 * @param executingAtLeastNanos how long the one that executes has waited in its blocked call, a lower bound; null if
 *     unknown or none executes
 * @param goroutine of the runtime's finalizer goroutine; null before the first finalizer
 * @param byFunction most registered and queued first
 */
public record Finalizers(
        long registered,
        long objectBytes,
        long queued,
        long executing,
        long executingObject,
        @Nullable Long executingAtLeastNanos,
        @Nullable QueueGoroutine goroutine,
        List<ByFunction> byFunction) {
    public Finalizers {
        byFunction = List.copyOf(byFunction);
    }

    /**
     * The same with the goroutine that runs them.
     *
     * @param executingAtLeastNanos null if unknown or none executes
     */
    public Finalizers with(@Nullable QueueGoroutine runner, @Nullable Long executingAtLeastNanos) {
        return new Finalizers(
                registered, objectBytes, queued, executing, executingObject, executingAtLeastNanos, runner, byFunction);
    }

    /** The goroutine that runs them; the stack is leaf first, empty where it could not be walked. */
    public record QueueGoroutine(String state, @Nullable String waitReason, Stack stack) {}

    /**
     * One finalizer function.
     *
     * @param entry where it begins
     * @param types of its objects, as Go prints them
     * @param inCycle how many of its objects lead, by typed pointers, back to themselves
     * @param inCycleReached how many of those the program's variables and stacks may still lead to; null if unknown
     */
    public record ByFunction(
            Frame entry,
            long registered,
            long queued,
            long objectBytes,
            List<String> types,
            long inCycle,
            @Nullable Long inCycleReached) {
        public ByFunction {
            types = List.copyOf(types);
        }

        /** Its name; {@code unknown} where it has none. */
        public String function() {
            return entry.function() == null ? "unknown" : entry.function();
        }

        public @Nullable String file() {
            return entry.file();
        }

        public @Nullable Integer line() {
            return entry.line();
        }
    }
}
