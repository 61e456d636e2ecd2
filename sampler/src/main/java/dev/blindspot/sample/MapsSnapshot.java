package dev.blindspot.sample;

import dev.blindspot.model.Module;
import dev.blindspot.symbol.CodeMap;
import java.util.List;

/**
 * One reading of a process's maps.
 *
 * @param fromNanos when the reading began, monotonic
 * @param toNanos when it ended
 * @param starts first address of each mapping, rising
 * @param ends address after the last, of each
 * @param memfds the mappings of memory files, as pairs of start and end
 * @param heapEnd end of the heap that brk moves; 0 if there is none
 * @param code the executable mappings
 * @param modules the same, as a recording keeps them
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read by one thread
public record MapsSnapshot(
        long fromNanos,
        long toNanos,
        long[] starts,
        long[] ends,
        long[] memfds,
        long heapEnd,
        CodeMap code,
        List<Module> modules) {
    public MapsSnapshot {
        modules = List.copyOf(modules);
    }

    /** Whether there is code from more than one file: a Go program without C is all in one. */
    boolean hasC() {
        return modules.stream()
                        .map(Module::path)
                        .filter(path -> path.startsWith("/"))
                        .distinct()
                        .count()
                > 1;
    }
}
