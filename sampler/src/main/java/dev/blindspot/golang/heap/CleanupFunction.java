package dev.blindspot.golang.heap;

import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.GoFunctions;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;

/**
 * Finds the user's function of a cleanup. From Go 1.26 on its record has it; before, the record has a closure of
 * {@code AddCleanup}'s, one of whose captured words leads to it.
 *
 * <p>Threads: one. Source: runtime/mcleanup.go, runtime/mheap.go specialCleanup.
 */
final class CleanupFunction {
    private static final int CAPTURED_WORDS = 4;

    private final TargetMemory memory;
    private final GoFunctions functions;
    private final boolean isInRecord;
    private final int functionAt;

    CleanupFunction(GoProcess process) {
        memory = process.memory();
        functions = process.functions();
        StructLayout record = process.layout().struct("runtime.specialCleanup");
        isInRecord = record.has("cleanup", "fn");
        functionAt = isInRecord ? record.offset("cleanup", "fn") : record.offset("fn");
    }

    /** Where the function's code begins; that of the closure if it hides its function. */
    long code(long special) throws UnreadableMemory {
        long funcval = memory.u64(special + functionAt);
        if (isInRecord) {
            return memory.u64(funcval);
        }
        for (int i = 1; i <= CAPTURED_WORDS; i++) {
            long code = behind(memory.u64(funcval + i * 8L));
            if (code != 0) {
                return code;
            }
        }
        return memory.u64(funcval);
    }

    /** A captured word is a function value, or the address of a variable that holds one. */
    private long behind(long word) {
        try {
            long first = memory.u64(word);
            if (functions.isEntry(first)) {
                return first;
            }
            long second = memory.u64(first);
            return functions.isEntry(second) ? second : 0;
        } catch (UnreadableMemory e) {
            return 0;
        }
    }
}
