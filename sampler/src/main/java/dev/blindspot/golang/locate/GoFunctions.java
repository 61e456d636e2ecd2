package dev.blindspot.golang.locate;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import dev.blindspot.symbol.CodeMap;
import dev.blindspot.symbol.Symbolizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions of a target by their addresses. Threads: one. */
public final class GoFunctions {
    private final Symbolizer symbolizer;
    private final CodeMap code;

    public GoFunctions(Symbolizer symbolizer, CodeMap code) {
        this.symbolizer = symbolizer;
        this.code = code;
    }

    /** Whether a Go function begins at this address. */
    public boolean isEntry(long pc) {
        return pc != 0 && entry(pc) == pc;
    }

    /** Where the Go function that holds an address begins; -1 if none does. */
    public long entry(long pc) {
        return code.indexOf(pc) < 0 ? -1 : symbolizer.goEntry(code, pc);
    }

    /** Name of the function that holds an address, what is inlined there left aside; null if unknown. */
    public @Nullable String name(long pc) {
        return code.indexOf(pc) < 0 ? null : frames(pc, false).getLast().function();
    }

    /** As {@link Symbolizer#frames}. */
    public List<Frame> frames(long pc, boolean isReturnAddress) {
        return symbolizer.frames(code, pc, isReturnAddress);
    }

    /** As {@link Symbolizer#stack}. */
    public Stack stack(long[] pcs, int count) {
        return symbolizer.stack(code, pcs, count);
    }

    /** As {@link Symbolizer#unwindRule}: Go's own stack depth where the code is Go's. */
    public long unwindRule(long pc) {
        return symbolizer.unwindRule(code, pc);
    }
}
