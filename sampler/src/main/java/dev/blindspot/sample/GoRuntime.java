package dev.blindspot.sample;

import dev.blindspot.elf.ElfFile;
import dev.blindspot.golang.GoStateReader;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetImage;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.memory.ProcessMemoryReader;
import dev.blindspot.model.GoRegions;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Note;
import dev.blindspot.model.Target;
import dev.blindspot.symbol.CodeMapping;
import dev.blindspot.symbol.Symbolizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The runtime of a live Go process.
 *
 * <p>Threads: one at a time. Errors: what cannot be found or read is a null part with a note.
 */
public final class GoRuntime implements AutoCloseable {
    private final Symbolizer symbolizer = new Symbolizer();
    private final @Nullable ElfFile executable;
    private final @Nullable TargetImage image;
    private final @Nullable GoProcess process;
    private final @Nullable GoStateReader reader;
    private final List<Note> notes;

    private GoRuntime(@Nullable ElfFile executable, int pid, Target target, ReadCost cost) {
        this.executable = executable;
        TargetImage source = null;
        GoProcess found = null;
        List<Note> why = List.of();
        try {
            if (executable != null) {
                source = image(executable, pid, target, cost);
                found = GoProcess.locate(
                        source,
                        String.valueOf(target.goVersion()),
                        !target.goExperiments().isEmpty());
            }
        } catch (UnreadableMemory e) {
            why = List.of(new Note("runtime-not-found", "Go's runtime cannot be read: " + e.getMessage()));
        }
        this.image = source;
        this.process = found;
        this.reader = found == null ? null : new GoStateReader(found, Machine::monotonicNanos);
        this.notes = why;
    }

    /** Finds the runtime of a process; what was found is asked for afterwards. */
    @SuppressWarnings("MustBeClosed") // the object made here owns the file and closes it
    public static GoRuntime open(int pid, Target target, ReadCost cost) {
        ElfFile file = null;
        try {
            file = ElfFile.open(Path.of("/proc/" + pid + "/exe"));
        } catch (IOException e) {
            // The target ended, or its file is no longer what it was: the parts are null.
        }
        return new GoRuntime(file, pid, target, cost);
    }

    private TargetImage image(ElfFile file, int pid, Target target, ReadCost cost) throws UnreadableMemory {
        MapsSnapshot maps;
        try (MapsReader mapsReader = new MapsReader(pid, cost)) {
            maps = mapsReader.read();
        }
        CodeMapping text = maps == null ? null : text(maps.code().mappings(), target.exe());
        if (maps == null || text == null) {
            throw new UnreadableMemory("no code of the executable is mapped");
        }
        long bias = text.start() - file.addressOfMapping(text.fileOffset());
        return new TargetImage(file, bias, maps.code(), new ProcessMemoryReader(pid, cost), symbolizer);
    }

    private static @Nullable CodeMapping text(List<CodeMapping> mappings, String exe) {
        for (CodeMapping mapping : mappings) {
            if (mapping.path().equals(exe)) {
                return mapping;
            }
        }
        return null;
    }

    /** What the runtime is read from; null if its executable cannot be. */
    public @Nullable TargetImage image() {
        return image;
    }

    /** The process whose runtime was found; null if it was not. */
    public @Nullable GoProcess process() {
        return process;
    }

    /** Looks at the runtime now. */
    public GoState read() {
        return reader == null ? GoState.unread(notes) : reader.read();
    }

    /** The same without what is not worth to be read often. */
    GoState readOften() {
        return reader == null ? GoState.unread(notes) : reader.readOften();
    }

    /** Looks at what the ledger needs alone. */
    @Nullable
    GoRegions regions() {
        return reader == null ? null : reader.regions();
    }

    @Override
    public void close() {
        symbolizer.close();
        if (executable != null) {
            executable.close();
        }
    }
}
