package dev.blindspot.symbol;

import dev.blindspot.elf.BuildIds;
import dev.blindspot.elf.EhFrame;
import dev.blindspot.elf.ElfFile;
import dev.blindspot.elf.ElfFormatException;
import dev.blindspot.elf.ElfSymbols;
import dev.blindspot.elf.Pclntab;
import dev.blindspot.elf.SourceFrame;
import dev.blindspot.elf.UnwindRule;
import dev.blindspot.model.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One opened file that code is mapped from.
 *
 * <p><i>Errors.</i> What is damaged, or was cut short since it was opened, gives unknown functions.
 *
 * <p><i>Threads.</i> Safe.
 */
final class CodeModule implements AutoCloseable {
    private final ElfFile file;
    private final @Nullable Pclntab go;
    private final @Nullable GoCalls calls;
    private final @Nullable EhFrame callFrames;
    private final ElfSymbols symbols;
    private final @Nullable String buildId;

    private CodeModule(ElfFile file) {
        this.file = file;
        this.go = pclntab(file);
        this.calls = go == null ? null : new GoCalls(file, go);
        this.callFrames = callFrames(file);
        this.symbols = new ElfSymbols(file);
        this.buildId = BuildIds.of(file).preferred();
    }

    static CodeModule open(Path path) throws IOException {
        return new CodeModule(ElfFile.open(path));
    }

    private static @Nullable Pclntab pclntab(ElfFile file) {
        try {
            return Pclntab.of(file);
        } catch (ElfFormatException | InternalError e) {
            return null;
        }
    }

    private static @Nullable EhFrame callFrames(ElfFile file) {
        try {
            return EhFrame.of(file);
        } catch (ElfFormatException | InternalError e) {
            return null;
        }
    }

    /**
     * Frames at an address of a mapping of this file, innermost first.
     *
     * @param pc what the frames shall show
     * @param lookup address to look up: in the call instruction where {@code pc} is a return address
     */
    List<Frame> frames(CodeMapping mapping, long pc, long lookup) {
        try {
            long address = linked(mapping, lookup);
            if (go != null) {
                List<SourceFrame> inlined = go.frames(address);
                if (!inlined.isEmpty()) {
                    return goFrames(mapping, pc, inlined);
                }
            }
            boolean ofSignal = SignalReturn.isAt(file, linked(mapping, pc));
            return List.of(frame(mapping, pc, ofSignal ? SignalReturn.NAME : symbols.functionAt(address)));
        } catch (ElfFormatException | InternalError e) {
            return List.of(frame(mapping, pc, null));
        }
    }

    /** As {@link Symbolizer#unwindRule}. */
    long unwindRule(CodeMapping mapping, long pc) {
        try {
            long address = linked(mapping, pc);
            int function = go == null ? -1 : go.indexOf(address);
            if (go != null && function >= 0) {
                return go.unwindRule(function, address);
            }
            return callFrames == null ? UnwindRule.UNKNOWN : callFrames.ruleAt(address);
        } catch (ElfFormatException | InternalError e) {
            return UnwindRule.UNKNOWN;
        }
    }

    /** As {@link Symbolizer#goEntry}. */
    long goEntry(CodeMapping mapping, long pc) {
        try {
            long address = linked(mapping, pc);
            int function = go == null ? -1 : go.indexOf(address);
            return go == null || function < 0 ? -1 : go.entry(function) - address + pc;
        } catch (ElfFormatException | InternalError e) {
            return -1;
        }
    }

    /** As {@link Symbolizer#calledBefore}. */
    long calledBefore(CodeMapping mapping, long pc) {
        return asMapped(mapping, calls -> calls.calledBefore(linked(mapping, pc)));
    }

    /** As {@link Symbolizer#onlyCallOf}. */
    long onlyCallOf(CodeMapping mapping, long pc) {
        long entry = goEntry(mapping, pc);
        return entry < 0 ? GoCalls.NONE : asMapped(mapping, calls -> calls.onlyCallOf(linked(mapping, entry)));
    }

    /** As {@link Symbolizer#returnFromC}. */
    long returnFromC(CodeMapping mapping, String wrapper) {
        return asMapped(mapping, calls -> calls.returnFromC(wrapper));
    }

    /** Gives an address as linked. */
    private interface Question {
        long of(GoCalls calls) throws ElfFormatException;
    }

    private long asMapped(CodeMapping mapping, Question question) {
        try {
            long address = calls == null ? GoCalls.NONE : question.of(calls);
            return address == GoCalls.NONE
                    ? GoCalls.NONE
                    : address - linked(mapping, mapping.start()) + mapping.start();
        } catch (ElfFormatException | InternalError e) {
            return GoCalls.NONE;
        }
    }

    private List<Frame> goFrames(CodeMapping mapping, long pc, List<SourceFrame> sources) {
        List<Frame> frames = new ArrayList<>(sources.size());
        for (SourceFrame source : sources) {
            frames.add(new Frame(
                    pc,
                    mapping.path(),
                    buildId,
                    source.function(),
                    source.file(),
                    source.line() > 0 ? source.line() : null,
                    source.inlined()));
        }
        return List.copyOf(frames);
    }

    private Frame frame(CodeMapping mapping, long pc, @Nullable String function) {
        return new Frame(pc, mapping.path(), buildId, function, null, null, false);
    }

    private long linked(CodeMapping mapping, long pc) {
        return file.addressOfMapping(mapping.fileOffset()) + (pc - mapping.start());
    }

    @Override
    public void close() {
        file.close();
    }
}
