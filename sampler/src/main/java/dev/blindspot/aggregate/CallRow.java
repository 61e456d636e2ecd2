package dev.blindspot.aggregate;

import dev.blindspot.model.CallKind;
import dev.blindspot.model.Stack;
import org.jspecify.annotations.Nullable;

/**
 * The traced calls of one kind, stack and subject over a whole window; fields as in {@link
 * dev.blindspot.model.TracedCall}.
 *
 * @param function the one registered
 */
public record CallRow(
        CallKind kind,
        @Nullable Stack stack,
        @Nullable String file,
        @Nullable String function,
        long count,
        long failed,
        long open,
        long unmappedNothing,
        boolean incomplete) {}
