package dev.blindspot.model;

import java.util.List;

/** A call stack, leaf first, inlined frames expanded. */
public record Stack(List<Frame> frames) {
    public Stack {
        frames = List.copyOf(frames);
    }
}
