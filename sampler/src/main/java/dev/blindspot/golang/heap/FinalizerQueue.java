package dev.blindspot.golang.heap;

import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.Globals;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The queue of finalizers whose objects the collector found dead.
 *
 * <p>One goroutine takes the whole list of blocks and works it off, each from its end; all blocks there ever were hang on
 * {@code allfin}, so what is left is the sum of their counts, and the entry being executed is still in it.
 *
 * <p>In Go 1.24 cleanups are in it as well: entries without an argument.
 *
 * <p>Threads: one. Source: runtime/mfinal.go (Go 1.19 to 1.27).
 */
final class FinalizerQueue {
    private static final int FIRST_WITH_STATUS = 20;
    private static final int WITH_CLEANUPS = 24;
    private static final int MAX_BLOCKS = 1 << 20;

    private final GoProcess process;
    private final TargetMemory memory;
    private final int allLinkAt;
    private final int nextAt;
    private final int countAt;
    private final int entriesAt;
    private final int capacity;
    private final int entryBytes;
    private final int fnAt;
    private final int argAt;
    private final Map<Long, Long> byFuncval = new HashMap<>();
    private long finalizers;
    private long cleanups;
    private long executingFinalizer;
    private long executingObject;
    private boolean executesCleanup;

    FinalizerQueue(GoProcess process) {
        this.process = process;
        this.memory = process.memory();
        StructLayout block = process.layout()
                .struct(process.layout().has("runtime.finBlock") ? "runtime.finBlock" : "runtime.finblock");
        StructLayout entry = process.layout().struct("runtime.finalizer");
        allLinkAt = block.offset("alllink");
        nextAt = block.offset("next");
        countAt = block.offset("cnt");
        entriesAt = block.offset("fin");
        entryBytes = entry.size();
        capacity = block.fieldSize("fin") / entryBytes;
        fnAt = entry.offset("fn");
        argAt = entry.offset("arg");
    }

    /** Reads it. */
    void read() throws UnreadableMemory {
        Set<Long> waiting = chain(memory.fresh(process.globals().address("runtime.finq")), nextAt);
        Set<Long> taken = new HashSet<>();
        Set<Long> notFirst = new HashSet<>();
        for (long block : chain(memory.fresh(process.globals().address("runtime.allfin")), allLinkAt)) {
            if (addEntries(block) > 0 && !waiting.contains(block)) {
                taken.add(block);
                notFirst.add(memory.u64(block + nextAt));
            }
        }
        taken.removeAll(notFirst);
        if (isExecuting()) {
            for (long block : taken) {
                executing(block);
            }
        }
    }

    private Set<Long> chain(long first, int linkAt) throws UnreadableMemory {
        Set<Long> blocks = new HashSet<>();
        for (long block = first; block != 0; block = memory.u64(block + linkAt)) {
            if (!blocks.add(block) || blocks.size() > MAX_BLOCKS) {
                throw new UnreadableMemory("the list of queued finalizers has no end");
            }
        }
        return blocks;
    }

    private int addEntries(long block) throws UnreadableMemory {
        long count = memory.u32(block + countAt);
        if (count > capacity) {
            throw new UnreadableMemory("a block of " + count + " queued finalizers");
        }
        for (int i = 0; i < count; i++) {
            if (isCleanup(entry(block, i))) {
                cleanups++;
            } else {
                finalizers++;
                byFuncval.merge(memory.u64(entry(block, i) + fnAt), 1L, Long::sum);
            }
        }
        return (int) count;
    }

    private long entry(long block, int index) {
        return block + entriesAt + (long) index * entryBytes;
    }

    private boolean isCleanup(long entry) throws UnreadableMemory {
        return process.minor() == WITH_CLEANUPS && memory.u64(entry + argAt) == 0;
    }

    private boolean isExecuting() throws UnreadableMemory {
        Globals globals = process.globals();
        if (process.minor() < FIRST_WITH_STATUS) {
            return (memory.fresh(globals.address("runtime.fingRunning")) & 0xff) != 0;
        }
        long bit = process.layout().constant("runtime.fingRunningFinalizer");
        return (memory.fresh(globals.address("runtime.fingStatus")) & bit) != 0;
    }

    /** The last entry of the block that is being worked off. */
    private void executing(long block) throws UnreadableMemory {
        long entry = entry(block, (int) memory.u32(block + countAt) - 1);
        if (isCleanup(entry)) {
            cleanups--;
            executesCleanup = true;
            executingObject = memory.u64(entry + fnAt);
        } else {
            finalizers--;
            executingFinalizer = memory.u64(entry + fnAt);
            executingObject = memory.u64(entry + argAt);
            byFuncval.merge(executingFinalizer, -1L, Long::sum);
        }
    }

    /** Finalizers that wait. */
    long finalizers() {
        return finalizers;
    }

    /** Cleanups that wait in it. */
    long cleanups() {
        return cleanups;
    }

    /** Finalizers that wait, by the address of their function value. */
    Map<Long, Long> byFuncval() {
        return byFuncval;
    }

    /** The function value being executed; 0 if none is. */
    long executingFinalizer() {
        return executingFinalizer;
    }

    /** The object of the finalizer being executed, or the function value of the cleanup; 0 if none is. */
    long executingObject() {
        return executingObject;
    }

    boolean executesCleanup() {
        return executesCleanup;
    }
}
