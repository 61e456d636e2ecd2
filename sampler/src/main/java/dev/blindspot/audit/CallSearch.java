package dev.blindspot.audit;

import dev.blindspot.code.DirectCalls;
import dev.blindspot.elf.Arch;
import dev.blindspot.elf.ElfFormatException;
import dev.blindspot.elf.Pclntab;
import dev.blindspot.elf.SourceFrame;
import dev.blindspot.model.BinaryAudit.Call;
import dev.blindspot.model.BinaryAudit.LinkedFunction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the leak-prone functions in a program's symbol table, and who calls them: direct calls from its code, and those
 * that were inlined. Calls through function values and interfaces are not seen.
 *
 * <p>Threads: one; used once.
 */
final class CallSearch {
    private static final Comparator<Call> ORDER = Comparator.comparing(Call::standardLibrary)
            .thenComparing(Call::caller)
            .thenComparing(call -> String.valueOf(call.file()))
            .thenComparingInt(call -> call.line() == null ? 0 : call.line());

    private final Pclntab table;
    private final Arch arch;
    private final StandardLibrary standardLibrary;
    private final Map<Long, LeakProne> entries = new HashMap<>();
    private final Map<Long, Optional<LeakProne>> names = new HashMap<>();
    private final Map<LeakProne, Set<Call>> found = new TreeMap<>();
    /** Functions of which cgo's own code is the only caller seen: nobody uses them. */
    private final Set<LeakProne> generatedOnly = new TreeSet<>();

    CallSearch(Pclntab table, Arch arch, StandardLibrary standardLibrary) {
        this.table = table;
        this.arch = arch;
        this.standardLibrary = standardLibrary;
    }

    /** The functions that are linked in, by class and name. */
    List<LinkedFunction> run() throws ElfFormatException {
        for (int i = 0; i < table.count(); i++) {
            if (table.end(i) < table.entry(i)) {
                throw new ElfFormatException("its functions are not in order: the symbol table is damaged");
            }
            LeakProne function = named(table.nameId(i));
            if (function != null) {
                entries.put(table.entry(i), function);
                found.computeIfAbsent(function, key -> new TreeSet<>(ORDER));
            }
        }
        for (int i = 0; i < table.count(); i++) {
            table.inlinedCalls(i, (nameId, address) -> {
                LeakProne function = named(nameId);
                if (function != null) {
                    add(function, address);
                }
            });
            DirectCalls.find(arch, table.code(i), table.entry(i), (address, target) -> {
                LeakProne function = entries.get(target);
                if (function != null) {
                    add(function, address);
                }
            });
        }
        List<LinkedFunction> functions = new ArrayList<>();
        found.forEach((function, calls) -> {
            if (!calls.isEmpty() || !generatedOnly.contains(function)) {
                functions.add(new LinkedFunction(function.name(), function.leakClass(), List.copyOf(calls)));
            }
        });
        return functions;
    }

    private void add(LeakProne function, long address) throws ElfFormatException {
        List<SourceFrame> frames = table.frames(address);
        if (frames.isEmpty()) {
            return;
        }
        SourceFrame caller = frames.getFirst();
        LeakProne outer = LeakProne.of(caller.function());
        if (LeakProne.isGeneratedByCgo(caller.function())) {
            generatedOnly.add(function);
        } else if (outer == null || !outer.equals(function)) {
            // A function that leads to another of its name is its way station, or calls itself.
            found.computeIfAbsent(function, key -> new TreeSet<>(ORDER))
                    .add(new Call(
                            caller.function(),
                            caller.file(),
                            caller.line() > 0 ? caller.line() : null,
                            standardLibrary.holds(caller),
                            false));
        }
    }

    private @Nullable LeakProne named(long nameId) throws ElfFormatException {
        Optional<LeakProne> known = names.get(nameId);
        if (known == null) {
            known = Optional.ofNullable(LeakProne.of(table.nameAt(nameId)));
            names.put(nameId, known);
        }
        return known.orElse(null);
    }
}
