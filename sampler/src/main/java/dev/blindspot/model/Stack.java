package dev.blindspot.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call stack, leaf first, inlined frames expanded. */
public record Stack(List<Frame> frames) {
    public Stack {
        frames = List.copyOf(frames);
    }

    /** Of a stack of one address: the function that holds it, not what is inlined there; null if unknown. */
    public @Nullable String outermostFunction() {
        return frames.isEmpty() ? null : frames.getLast().function();
    }
}
