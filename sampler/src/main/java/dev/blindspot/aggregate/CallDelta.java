package dev.blindspot.aggregate;

import dev.blindspot.model.CallKind;

/**
 * What a cut tells of the traced calls of one kind, stack and subject: a {@link dev.blindspot.model.TracedCall} before its
 * file has a name.
 *
 * @param subject of dlopen and dlclose the id of a path; of all else the id of the stack that names the function; 0 none
 */
public record CallDelta(
        CallKind kind,
        int stackId,
        int subject,
        long count,
        long failed,
        long open,
        long unmappedNothing,
        boolean incomplete) {
    /** Whether the subject is a file. */
    public boolean isOfFile() {
        return kind == CallKind.DLOPEN || kind == CallKind.DLCLOSE;
    }
}
