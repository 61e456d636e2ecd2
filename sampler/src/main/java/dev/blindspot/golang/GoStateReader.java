package dev.blindspot.golang;

import dev.blindspot.golang.foreign.CgoHandleReader;
import dev.blindspot.golang.foreign.PluginReader;
import dev.blindspot.golang.heap.HeapProfileReader;
import dev.blindspot.golang.layout.LayoutException;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Note;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the state of a Go process's runtime: every view by its own reader, and what cannot be read left null with a note.
 *
 * <p>Threads: one.
 */
public final class GoStateReader {
    private final GoProcess process;

    public GoStateReader(GoProcess process) {
        this.process = process;
    }

    /** One reader's way to its view. */
    @FunctionalInterface
    interface View<T> {
        @Nullable
        T read() throws UnreadableMemory;
    }

    /** Looks at everything, now. */
    public GoState read() {
        process.memory().forget();
        List<Note> notes = new ArrayList<>();
        return new GoState(
                "table",
                null,
                null,
                null,
                null,
                null,
                null,
                view("plugins", () -> new PluginReader(process).read(), notes),
                null,
                view("cgo_handles", () -> new CgoHandleReader(process, Long::toHexString).read(), notes),
                null,
                view("heap_profile", () -> new HeapProfileReader(process).read(), notes),
                null,
                notes);
    }

    /** A view, or null and a note that says why there is none. */
    static <T> @Nullable T view(String section, View<T> view, List<Note> notes) {
        try {
            return view.read();
        } catch (UnreadableMemory | LayoutException e) {
            notes.add(new Note(section + "-unread", section + " is null: " + e.getMessage()));
            return null;
        }
    }
}
