package dev.blindspot.symbol;

import dev.blindspot.elf.UnwindRule;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongBiFunction;

/**
 * Turns addresses of processes into frames. Files are opened once and read where they are asked about.
 *
 * <p><i>Threads.</i> {@link #frames} and {@link #stack} may be called from any thread, one waits for the other.
 * {@link #unwindRule} belongs to one further thread at a time and waits for nobody: it has its own view of the code map,
 * and what all share (opened modules) is immutable and published through a concurrent map.
 *
 * <p><i>Errors.</i> None: a file that cannot be opened or understood gives frames without a function.
 */
public final class Symbolizer implements AutoCloseable {
    private static final String UNKNOWN_MODULE = "[unknown]";
    private static final int MAX_CACHED_ADDRESSES = 1 << 16;

    private final ModuleCache modules = new ModuleCache();
    private final Map<Long, List<Frame>> cache = new HashMap<>();
    private final UnwindRules rules = new UnwindRules(modules, new CodeMap(List.of()));
    private BoundMap bound = new BoundMap(new CodeMap(List.of()), modules);

    /**
     * The frames at an address: what was inlined there first, the function itself last; never empty.
     *
     * @param isReturnAddress whether the call before {@code pc} is meant, not the instruction at it
     */
    public synchronized List<Frame> frames(CodeMap map, long pc, boolean isReturnAddress) {
        bind(map);
        // A pc may be sampled in one stack and returned to in another: the low bit of the key tells them apart.
        long key = (pc << 1) | (isReturnAddress ? 1 : 0);
        List<Frame> known = cache.get(key);
        if (known == null) {
            known = find(pc, isReturnAddress ? pc - 1 : pc);
            if (cache.size() >= MAX_CACHED_ADDRESSES) {
                cache.clear();
            }
            cache.put(key, known);
        }
        return known;
    }

    /**
     * A whole stack as the kernel walked it.
     *
     * <p>Return addresses in no executable mapping are left out: they are what assembly or C kept in the frame
     * pointer's register. The stack ends where Go's does: at {@code runtime.goexit}, {@code runtime.mstart} or the
     * program's start, which is its last frame.
     *
     * @param pcs leaf first; the first is exact, all others are return addresses
     * @param count how many of them
     */
    public synchronized Stack stack(CodeMap map, long[] pcs, int count) {
        List<Frame> frames = new ArrayList<>(count + 8);
        bind(map);
        for (int i = 0; i < count; i++) {
            boolean isReturnAddress = i > 0;
            if (isReturnAddress && bound.indexOf(pcs[i] - 1) < 0) {
                continue;
            }
            List<Frame> here = frames(map, pcs[i], isReturnAddress);
            frames.addAll(here);
            if (endsStack(here.getLast())) {
                break;
            }
        }
        return new Stack(frames);
    }

    /**
     * The {@link UnwindRule} at an address, from Go's tables or the call frame information of C;
     * {@link UnwindRule#UNKNOWN} for code of which nothing is known. Allocates nothing once an address was asked for.
     */
    public long unwindRule(CodeMap map, long pc) {
        return rules.get(map, pc);
    }

    /** Where the Go function that holds an address begins; -1 if none does. */
    public synchronized long goEntry(CodeMap map, long pc) {
        return ask(map, pc, (module, mapping) -> module.goEntry(mapping, pc));
    }

    /** Where the Go function begins that is called right before a return address; -1 unless the call says it. */
    synchronized long calledBefore(CodeMap map, long returnAddress) {
        return ask(map, returnAddress - 1, (module, mapping) -> module.calledBefore(mapping, returnAddress));
    }

    /** Where the only call of the cgo wrapper that holds an address returns to; -1 if there is none, or several. */
    synchronized long onlyCallOf(CodeMap map, long pc) {
        return ask(map, pc, (module, mapping) -> module.onlyCallOf(mapping, pc));
    }

    /**
     * Where in a cgo wrapper the call into C returns to; -1 if there is none, or several of that name.
     *
     * @param pc anywhere in the program
     * @param wrapper without its package
     */
    synchronized long returnFromC(CodeMap map, long pc, String wrapper) {
        return ask(map, pc, (module, mapping) -> module.returnFromC(mapping, wrapper));
    }

    private long ask(CodeMap map, long pc, ToLongBiFunction<CodeModule, CodeMapping> question) {
        bind(map);
        int index = bound.indexOf(pc);
        CodeModule module = index < 0 ? null : bound.module(index);
        return module == null ? -1 : question.applyAsLong(module, bound.mapping(index));
    }

    /** Opens every module of a map now, so that no later question has to. */
    public synchronized void open(CodeMap map) {
        bind(map);
        for (int i = 0; i < map.mappings().size(); i++) {
            bound.module(i);
        }
    }

    @Override
    public synchronized void close() {
        modules.close();
    }

    private void bind(CodeMap map) {
        if (!bound.isOf(map)) {
            bound = new BoundMap(map, modules);
            cache.clear();
        }
    }

    private List<Frame> find(long pc, long lookup) {
        int index = bound.indexOf(lookup);
        if (index < 0) {
            return List.of(new Frame(pc, UNKNOWN_MODULE, null, null, null, null, false));
        }
        CodeMapping mapping = bound.mapping(index);
        CodeModule module = bound.module(index);
        if (module != null) {
            return module.frames(mapping, pc, lookup);
        }
        String name = mapping.path().isEmpty() ? UNKNOWN_MODULE : mapping.path();
        return List.of(new Frame(pc, name, null, null, null, null, false));
    }

    private static boolean endsStack(Frame frame) {
        String function = frame.function();
        return function != null
                && (function.equals("runtime.goexit")
                        || function.equals("runtime.mstart")
                        || function.equals("runtime.rt0_go")
                        || function.startsWith("_rt0_"));
    }
}
