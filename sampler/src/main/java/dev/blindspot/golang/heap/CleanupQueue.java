package dev.blindspot.golang.heap;

import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.CircleGuard;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;

/**
 * The queue of cleanups whose objects are dead, from Go 1.25 on: blocks that all hang on one list, worked off by goroutines
 * that clear each entry: after its call in 1.25, before it later.
 *
 * <p>Threads: one. Source: runtime/mcleanup.go.
 */
final class CleanupQueue {
    /** The first version with a queue of its own. */
    static final int FIRST = 25;

    private final GoProcess process;

    CleanupQueue(GoProcess process) {
        this.process = process;
    }

    /** Cleanups that wait, and goroutines in one. */
    record Counts(long queued, long executing) {}

    Counts read() throws UnreadableMemory {
        TargetMemory memory = process.memory();
        StructLayout queue = process.layout().struct("runtime.cleanupQueue");
        StructLayout block = process.layout().struct("runtime.cleanupBlock");
        long queueAt = process.globals().address("runtime.gcCleanups");
        int allLinkAt = block.offset("cleanupBlockHeader", "alllink");
        int countAt = block.offset("cleanupBlockHeader", "n");
        int entriesAt = block.offset("cleanups");
        boolean clearedBefore = process.layout().has("runtime.cleanupFn");
        int entryBytes =
                clearedBefore ? process.layout().struct("runtime.cleanupFn").size() : 8;
        int capacity = block.fieldSize("cleanups") / entryBytes;
        long executing = memory.u32(queueAt + queue.offset("running"));
        long filled = 0;
        CircleGuard guard = new CircleGuard();
        for (long at = memory.u64(queueAt + queue.offset("all")); at != 0; at = memory.u64(at + allLinkAt)) {
            long count = memory.u32(at + countAt);
            if (guard.closes(at) || count > capacity) {
                throw new UnreadableMemory("the list of queued cleanups has no end");
            }
            for (int i = 0; i < count; i++) {
                filled += memory.u64(at + entriesAt + (long) i * entryBytes) != 0 ? 1 : 0;
            }
        }
        return new Counts(clearedBefore ? filled : Math.max(filled - executing, 0), executing);
    }
}
