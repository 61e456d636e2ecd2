package dev.blindspot.golang;

import dev.blindspot.golang.foreign.CgoHandleReader;
import dev.blindspot.golang.foreign.PluginReader;
import dev.blindspot.golang.heap.HeapProfileReader;
import dev.blindspot.golang.heap.MemStatsReader;
import dev.blindspot.golang.heap.PinsReader;
import dev.blindspot.golang.heap.RegionsReader;
import dev.blindspot.golang.heap.Spans;
import dev.blindspot.golang.heap.SpecialsReader;
import dev.blindspot.golang.layout.LayoutException;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.golang.sched.GoroutineReader;
import dev.blindspot.golang.sched.SchedulerThreadsReader;
import dev.blindspot.model.CgoHandles;
import dev.blindspot.model.Cleanups;
import dev.blindspot.model.Finalizers;
import dev.blindspot.model.GoRegions;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.Note;
import dev.blindspot.model.Pins;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the state of a Go process's runtime: every view by its own reader, and what cannot be read left null with a note.
 *
 * <p>Threads: one.
 */
public final class GoStateReader {
    private static final String LEDGER = "Go's heap, stacks and metadata are within mmap.anon";

    private final GoProcess process;
    private final LongSupplier clockNanos;
    private final List<Note> notes = new ArrayList<>();

    /**
     * Makes a reader.
     *
     * @param clockNanos CLOCK_MONOTONIC
     */
    public GoStateReader(GoProcess process, LongSupplier clockNanos) {
        this.process = process;
        this.clockNanos = clockNanos;
    }

    /** One reader's way to its view. */
    @FunctionalInterface
    private interface View<T> {
        @Nullable
        T read() throws UnreadableMemory;
    }

    /** Looks at everything, now. */
    public GoState read() {
        return read(true);
    }

    /** The same without the heap profile, which only grows and changes with a GC only, and without what objects in cycles are reached by. */
    public GoState readOften() {
        return read(false);
    }

    private GoState read(boolean everything) {
        process.memory().forget();
        notes.clear();
        MemStatsReader accounts = view("memstats", "memstats and gc are null", this::accounts);
        Spans spans = view(
                "spans",
                "finalizers, cleanups, specials and pins are null, and Go's memory is within mmap.anon",
                () -> Spans.read(process));
        SpecialsReader specials = spans == null
                ? null
                : view("specials", "finalizers, cleanups and specials are null", () -> specials(spans, everything));
        GoroutineReader goroutineReader = new GoroutineReader(process);
        Goroutines goroutines = view("goroutines", () -> goroutineReader.read(clockNanos.getAsLong()));
        if (specials != null) {
            notes.addAll(specials.notes());
        }
        return new GoState(
                process.layout().source(),
                accounts == null ? null : view("memstats", accounts::memStats),
                accounts == null ? null : view("gc", accounts::collector),
                specials == null ? null : view("finalizers", () -> finalizers(specials, goroutineReader)),
                specials == null ? null : view("cleanups", () -> cleanups(specials)),
                specials == null ? null : view("specials", specials::kinds),
                goroutines,
                view("plugins", () -> new PluginReader(process).read()),
                spans == null ? null : view("pins", () -> pins(spans, specials)),
                view("cgo_handles", this::handles),
                view("threads", () -> new SchedulerThreadsReader(process).read()),
                everything ? view("heap_profile", () -> new HeapProfileReader(process).read()) : null,
                spans == null ? null : regions(spans),
                notes);
    }

    /** What the ledger needs alone; null where it cannot be read. */
    public @Nullable GoRegions regions() {
        process.memory().forget();
        notes.clear();
        return view("ledger", LEDGER, () -> new RegionsReader(process).read(Spans.read(process)));
    }

    private @Nullable GoRegions regions(Spans spans) {
        return view("ledger", LEDGER, () -> new RegionsReader(process).read(spans));
    }

    private MemStatsReader accounts() throws UnreadableMemory {
        MemStatsReader reader = new MemStatsReader(process);
        reader.read();
        return reader;
    }

    private SpecialsReader specials(Spans spans, boolean everything) throws UnreadableMemory {
        SpecialsReader reader = new SpecialsReader(process, spans);
        reader.read();
        if (everything) {
            reader.examineReach();
        }
        return reader;
    }

    private Finalizers finalizers(SpecialsReader specials, GoroutineReader goroutines) throws UnreadableMemory {
        Finalizers finalizers = specials.finalizers();
        long runner = goroutines.finalizerGoroutine();
        if (runner == 0) {
            return finalizers;
        }
        long since = goroutines.waitsSince(runner);
        long now = clockNanos.getAsLong();
        boolean isKnown = finalizers.executing() > 0 && since > 0 && since <= now;
        return finalizers.with(goroutines.queueGoroutine(runner), isKnown ? (Long) (now - since) : null);
    }

    private @Nullable Cleanups cleanups(SpecialsReader specials) throws UnreadableMemory {
        Cleanups cleanups = specials.cleanups();
        if (cleanups == null) {
            notes.add(new Note("cleanups-unsupported", "cleanups is null: this version of Go has none"));
        }
        return cleanups;
    }

    private @Nullable Pins pins(Spans spans, @Nullable SpecialsReader specials) throws UnreadableMemory {
        Pins pins = new PinsReader(process).read(spans, specials == null ? null : specials.pinners());
        if (pins == null) {
            notes.add(new Note("pins-unsupported", "pins is null: this version of Go cannot pin objects"));
        }
        return pins;
    }

    private @Nullable CgoHandles handles() throws UnreadableMemory {
        if (process.globals().isUnused(CgoHandleReader.HANDLES)) {
            notes.add(new Note(
                    "cgo-handles-unused",
                    "cgo_handles is null: the program makes none, runtime/cgo.NewHandle is not part of it"));
            return null;
        }
        return new CgoHandleReader(process, process.types()::name).read();
    }

    /** A view, or null and a note that says why there is none. */
    private <T> @Nullable T view(String section, View<T> view) {
        return view(section, section + " is null", view);
    }

    private <T> @Nullable T view(String section, String lost, View<T> view) {
        try {
            return view.read();
        } catch (UnreadableMemory | LayoutException e) {
            notes.add(new Note(section.replace('_', '-') + "-unread", lost + ": " + e.getMessage()));
            return null;
        }
    }
}
