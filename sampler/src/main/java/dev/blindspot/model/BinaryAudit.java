package dev.blindspot.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be known of a Go program before it runs.
 *
 * @param file as it was named
 * @param goVersion {@code go1.24.4}; null if the file does not say
 * @param arch {@code amd64} or {@code arm64}
 * @param cgo whether Go's bridge to C is linked in
 * @param stripped no symbol table
 * @param pie position independent
 * @param modulePath main module; null if the file does not say
 * @param functions the leak-prone functions that are linked in, by class and name
 */
public record BinaryAudit(
        String file,
        @Nullable String goVersion,
        String arch,
        boolean cgo,
        boolean stripped,
        boolean pie,
        @Nullable String modulePath,
        List<LinkedFunction> functions,
        List<Note> notes) {
    public BinaryAudit {
        functions = List.copyOf(functions);
        notes = List.copyOf(notes);
    }

    /** The same with what is left of its functions and their calls. */
    public BinaryAudit with(List<LinkedFunction> left) {
        return new BinaryAudit(file, goVersion, arch, cgo, stripped, pie, modulePath, left, notes);
    }

    /**
     * A leak-prone function that is linked in.
     *
     * @param function as Go's tracebacks write it; functions of C as {@code C.malloc}
     * @param calls every place that calls it directly, those of Go's standard library last
     */
    public record LinkedFunction(String function, LeakClass leakClass, List<Call> calls) {
        public LinkedFunction {
            calls = List.copyOf(calls);
        }

        /** The calling functions, each once. */
        public List<String> callers() {
            return calls.stream().map(Call::caller).distinct().toList();
        }

        /** The calls that count: neither Go's own nor allowed. */
        public List<Call> judged() {
            return calls.stream()
                    .filter(call -> !call.standardLibrary() && !call.allowed())
                    .toList();
        }

        /** {@link Severity#SUSPECT} where calls count, never more: nothing has leaked yet. */
        public Severity severity() {
            return judged().isEmpty() ? Severity.INFO : Severity.SUSPECT;
        }
    }

    /**
     * A place that calls.
     *
     * @param caller the function the call is written in, also where that is inlined into another
     * @param file source path; null if unknown
     * @param line null if unknown
     * @param standardLibrary whether the caller comes with Go
     * @param allowed whether the user said that this caller is right
     */
    public record Call(
            String caller, @Nullable String file, @Nullable Integer line, boolean standardLibrary, boolean allowed) {}
}
