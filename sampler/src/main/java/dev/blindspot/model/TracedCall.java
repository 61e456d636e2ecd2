package dev.blindspot.model;

import org.jspecify.annotations.Nullable;

/**
 * What one interval changed of the traced calls of one kind, stack and subject. Deltas add up.
 *
 * @param stackId the caller's, 0 none
 * @param file that a dlopen or dlclose is about; null where that is not known, and for others
 * @param functionId a stack of one frame in the function that is registered; 0 none
 * @param count calls that returned; of Go's functions: that went past their stack check
 * @param failed those of dlopen without a handle, those of dlclose with an error
 * @param open change of the handles got here and not closed; of dlopen alone
 * @param unmappedNothing calls of dlclose that succeeded and unmapped no code: others still hold the library
 * @param incomplete a loss touched what is counted here
 */
public record TracedCall(
        CallKind kind,
        int stackId,
        @Nullable String file,
        int functionId,
        long count,
        long failed,
        long open,
        long unmappedNothing,
        boolean incomplete) {
    /** Both together; of the same kind, stack and subject. */
    public TracedCall plus(TracedCall later) {
        return new TracedCall(
                kind,
                stackId,
                file,
                functionId,
                count + later.count,
                failed + later.failed,
                open + later.open,
                unmappedNothing + later.unmappedNothing,
                incomplete || later.incomplete);
    }
}
