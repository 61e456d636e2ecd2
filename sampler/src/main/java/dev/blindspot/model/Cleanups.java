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

    /**
     * One cleanup function.
     *
     * @param entry where it begins
     */
    public record ByFunction(Frame entry, long registered) {
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
