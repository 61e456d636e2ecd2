package dev.blindspot.cli;

import dev.blindspot.event.PathTable;
import dev.blindspot.export.EventSymbols;
import dev.blindspot.model.Stack;
import dev.blindspot.sample.Sampler;
import org.jspecify.annotations.Nullable;

/**
 * The names of what a live target's events name, looked up when first asked for.
 *
 * <p>Threads: any; one waits for the other.
 */
final class StreamSymbols implements EventSymbols, AutoCloseable {
    private final Sampler sampler;
    private final PathTable paths;
    private boolean closed;

    StreamSymbols(Sampler sampler) {
        this.sampler = sampler;
        this.paths = sampler.paths();
    }

    @Override
    public synchronized @Nullable Stack stack(int id) {
        return closed ? null : sampler.stack(id);
    }

    @Override
    public @Nullable String path(int id) {
        return id == 0 ? null : paths.name(id);
    }

    /** Knows no more stacks: the sampler may be closed. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
