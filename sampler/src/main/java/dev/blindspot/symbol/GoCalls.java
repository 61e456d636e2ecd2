package dev.blindspot.symbol;

import dev.blindspot.code.DirectCalls;
import dev.blindspot.elf.Arch;
import dev.blindspot.elf.ElfFile;
import dev.blindspot.elf.ElfFormatException;
import dev.blindspot.elf.Pclntab;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Direct calls in a Go program's code, as far as they tell who called C. Addresses are as linked.
 *
 * <p><i>Threads.</i> Safe. What takes a walk over all code is found at the first question.
 */
final class GoCalls {
    /** No such call, or several. */
    static final long NONE = -1;

    private static final String WRAPPER = "._Cfunc_";
    private static final String MALLOC_WRAPPER = "._cgo_cmalloc";
    private static final String INTO_C = "runtime.cgocall";

    private final ElfFile file;
    private final Pclntab table;
    private @Nullable Wrappers wrappers;

    /**
     * The functions through which Go calls C.
     *
     * @param callers by entry, where the only call of it returns to; {@link #NONE} where there are several
     * @param returns by name without package, where its call into C returns to; {@link #NONE} where several have the name
     */
    private record Wrappers(Map<Long, Long> callers, Map<String, Long> returns) {}

    GoCalls(ElfFile file, Pclntab table) {
        this.file = file;
        this.table = table;
    }

    /** Whether a function is one that cgo made, which Go calls in the place of a C function. */
    static boolean isWrapper(@Nullable String function) {
        return function != null && (function.contains(WRAPPER) || function.endsWith(MALLOC_WRAPPER));
    }

    private static String withoutPackage(String wrapper) {
        int name = wrapper.indexOf(WRAPPER);
        return wrapper.substring((name < 0 ? wrapper.length() - MALLOC_WRAPPER.length() : name) + 1);
    }

    /** The entry of the Go function that is called right before a return address; {@link #NONE} unless it is said there. */
    long calledBefore(long returnAddress) throws ElfFormatException {
        int bytes = callBytes();
        long offset = file.offsetOf(returnAddress - bytes);
        if (offset < 0 || !file.bytes().holds(offset, bytes)) {
            return NONE;
        }
        long[] called = {NONE};
        DirectCalls.find(file.arch(), file.bytes().slice(offset, bytes), returnAddress - bytes, (address, target) -> {
            int function = table.indexOf(target);
            // Bytes that only look like a call lead anywhere but to where a function begins.
            called[0] = function >= 0 && table.entry(function) == target ? target : NONE;
        });
        return called[0];
    }

    /** Where the only call of a wrapper returns to. */
    long onlyCallOf(long wrapper) throws ElfFormatException {
        return wrappers().callers.getOrDefault(wrapper, NONE);
    }

    /** Where in the wrapper of a name, as {@code _Cfunc_malloc}, the call into C returns to. */
    long returnFromC(String name) throws ElfFormatException {
        return wrappers().returns.getOrDefault(name, NONE);
    }

    private int callBytes() {
        return file.arch() == Arch.AMD64 ? 5 : 4;
    }

    private synchronized Wrappers wrappers() throws ElfFormatException {
        if (wrappers == null) {
            wrappers = find();
        }
        return wrappers;
    }

    private Wrappers find() throws ElfFormatException {
        Set<Long> entries = new HashSet<>();
        Map<Integer, String> names = new HashMap<>();
        long intoC = NONE;
        for (int i = 0; i < table.count(); i++) {
            String name = table.name(i);
            if (isWrapper(name)) {
                entries.add(table.entry(i));
                names.put(i, withoutPackage(name));
            } else if (name.equals(INTO_C)) {
                intoC = table.entry(i);
            }
        }
        Wrappers found = new Wrappers(new HashMap<>(), new HashMap<>());
        for (int i = 0; i < table.count() && !entries.isEmpty(); i++) {
            String name = names.get(i);
            long entry = table.entry(i);
            long cgocall = intoC;
            DirectCalls.find(file.arch(), table.code(i), entry, (address, target) -> {
                // A function whose stack had to grow jumps back to its own beginning.
                if (entries.contains(target) && target != entry) {
                    found.callers.merge(target, address + callBytes(), (one, other) -> NONE);
                } else if (name != null && target == cgocall) {
                    found.returns.merge(name, address + callBytes(), (one, other) -> NONE);
                }
            });
        }
        return found;
    }
}
