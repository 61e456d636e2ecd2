package dev.blindspot.model;

import org.jspecify.annotations.Nullable;

/**
 * One frame of a call stack.
 *
 * @param pc instruction address in the target (return address for callers, as sampled)
 * @param module path of the mapped file, {@code [vdso]}, or {@code [unknown]} where no module holds the address
 * @param buildId hex of the GNU build id, else of the Go build id; null if the module has none
 * @param function full name as the toolchain writes it ({@code main.(*cache).add}); null if unknown
 * @param file source path; null if unknown
 * @param line source line, from 1; null if unknown
 * @param inlined whether the function was inlined into the next frame of the stack
 */
public record Frame(
        long pc,
        String module,
        @Nullable String buildId,
        @Nullable String function,
        @Nullable String file,
        @Nullable Integer line,
        boolean inlined) {}
