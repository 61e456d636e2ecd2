package dev.blindspot.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cleanups ({@code runtime.AddCleanup}, Go 1.24) of a Go process. Counts; those registered are not queued yet.
 *
 * @param queued waiting to be run; null where the runtime does not tell them from finalizers
 * @param executing being run; null likewise
 * @param byFunction most registered first
 */
public record Cleanups(
        long registered, @Nullable Long queued, @Nullable Long executing, List<ByFunction> byFunction) {
    public Cleanups {
        byFunction = List.copyOf(byFunction);
    }

    /** One cleanup function. */
    public record ByFunction(
            String function,
            @Nullable String file,
            @Nullable Integer line,
            long registered) {}
}
