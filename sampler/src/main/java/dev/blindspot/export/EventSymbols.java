package dev.blindspot.export;

import dev.blindspot.model.Stack;
import org.jspecify.annotations.Nullable;

/** What the ids in raw events stand for. */
public interface EventSymbols {
    /** The stack of an id; null if it is not known. */
    @Nullable
    Stack stack(int id);

    /** The path of an id; null if it is not known. */
    @Nullable
    String path(int id);

    /** The function that a stack of one frame names; null if it is not known. */
    default @Nullable String function(int stackId) {
        Stack stack = stackId == 0 ? null : stack(stackId);
        return stack == null ? null : stack.outermostFunction();
    }
}
