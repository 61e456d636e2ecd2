package dev.blindspot.cli;

import dev.blindspot.event.ProcessIds;
import dev.blindspot.export.EventSymbols;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of what the events of several processes name that are followed one after the other.
 *
 * <p>Threads: any ask; one adds.
 */
final class FollowedSymbols implements EventSymbols {
    private volatile List<Part> parts = List.of();

    private record Part(ProcessIds ids, EventSymbols symbols) {}

    /** Adds those of the next process. */
    void add(ProcessIds ids, EventSymbols symbols) {
        List<Part> more = new ArrayList<>(parts);
        // The youngest first: an id is of the first whose ids begin below it.
        more.addFirst(new Part(ids, symbols));
        parts = List.copyOf(more);
    }

    @Override
    public @Nullable Stack stack(int id) {
        for (Part part : parts) {
            if (id > part.ids.stacks()) {
                return part.symbols.stack(id - part.ids.stacks());
            }
        }
        return null;
    }

    @Override
    public @Nullable String path(int id) {
        for (Part part : parts) {
            if (id > part.ids.paths()) {
                return part.symbols.path(id - part.ids.paths());
            }
        }
        return null;
    }
}
