package dev.blindspot.sample;

import dev.blindspot.event.StackTable;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.Stack;
import dev.blindspot.symbol.CgoCallers;
import dev.blindspot.symbol.CodeMap;
import dev.blindspot.symbol.RuntimeOrigin;
import dev.blindspot.symbol.Symbolizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives interned stacks their symbols, each once, by the code as it was in the stack's epoch.
 *
 * <p>Threads: the recorder.
 */
public final class StackSymbols {
    private static final CodeMap NO_CODE = new CodeMap(List.of());

    private final StackTable table;
    private final Symbolizer symbolizer;
    private final CgoCallers cgoCallers;
    private final TreeMap<Integer, CodeMap> codeByEpoch = new TreeMap<>();
    private int done;
    private long[] pcs = new long[128];

    public StackSymbols(StackTable table, Symbolizer symbolizer) {
        this.table = table;
        this.symbolizer = symbolizer;
        this.cgoCallers = new CgoCallers(symbolizer);
    }

    /** The code of an epoch so far; null if none of it is known. */
    @Nullable
    CodeMap code(int epoch) {
        return codeByEpoch.get(epoch);
    }

    /** The code of an epoch, as far as it is known now. */
    public void code(int epoch, CodeMap map) {
        codeByEpoch.put(epoch, map);
    }

    /** The stacks interned so far. */
    int size() {
        return table.size();
    }

    /** Whether there are any that {@link #takeNew} has not given yet. */
    boolean hasNew(int size) {
        return done < size;
    }

    /** The stacks interned since the last call, of the first so many. */
    List<RecordedStack> takeNew(int size) {
        List<RecordedStack> stacks = new ArrayList<>();
        while (done < size) {
            done++;
            Stack stack = stack(done);
            stacks.add(new RecordedStack(done, stack, RuntimeOrigin.madeByGoRuntime(stack)));
        }
        return stacks;
    }

    /** One of them. */
    public Stack stack(int id) {
        int depth = table.depth(id);
        if (depth > pcs.length) {
            pcs = new long[depth];
        }
        for (int i = 0; i < depth; i++) {
            pcs[i] = table.pc(id, i);
        }
        CodeMap code = codeOf(id);
        return cgoCallers.checked(code, symbolizer.stack(code, pcs, depth));
    }

    /** Whether all of a stack's addresses are in code that is known. */
    boolean isCodeKnown(int id) {
        CodeMap code = codeOf(id);
        for (int i = 0; i < table.depth(id); i++) {
            if (code.indexOf(table.pc(id, i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private CodeMap codeOf(int id) {
        Map.Entry<Integer, CodeMap> code = codeByEpoch.floorEntry(table.epoch(id));
        return code == null ? NO_CODE : code.getValue();
    }
}
