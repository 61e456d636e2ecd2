package dev.blindspot.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Go's runtime knows of a process, at one look. A part that is null could not be read, or does not apply to this
 * version of Go; a note says why.
 *
 * @param layout {@code table}, {@code types} or {@code none}: how the runtime's structures are known
 * @param specials by kind
 * @param modules of plugins
 * @param threads what the scheduler knows of its threads
 * @param regions which addresses are the runtime's, for the ledger
 */
public record GoState(
        String layout,
        @Nullable MemStats memstats,
        @Nullable GarbageCollector gc,
        @Nullable Finalizers finalizers,
        @Nullable Cleanups cleanups,
        @Nullable List<SpecialKind> specials,
        @Nullable Goroutines goroutines,
        @Nullable List<LoadedModule> modules,
        @Nullable Pins pins,
        @Nullable CgoHandles cgoHandles,
        @Nullable SchedulerThreads threads,
        @Nullable HeapProfile heapProfile,
        @Nullable GoRegions regions,
        List<Note> notes) {
    public GoState {
        notes = List.copyOf(notes);
    }

    /**
     * A Go plugin's module.
     *
     * @param path the import path it was built with
     * @param text an address of its code
     * @param failed whether {@code plugin.Open} failed after it was mapped
     */
    public record LoadedModule(String path, long text, boolean failed) {}

    /** What of it is kept of many looks: not what is large and only for one. */
    public GoState ofMany() {
        return new GoState(
                layout,
                memstats == null ? null : memstats.withoutPauses(),
                gc,
                finalizers,
                cleanups,
                specials,
                goroutines == null ? null : goroutines.largest(),
                modules,
                pins,
                cgoHandles,
                threads,
                null,
                null,
                notes);
    }

    /** A runtime of which nothing can be read. */
    public static GoState unread(List<Note> why) {
        return new GoState("none", null, null, null, null, null, null, null, null, null, null, null, null, why);
    }
}
