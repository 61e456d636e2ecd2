package dev.blindspot.golang.sched;

import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.CircleGuard;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.SchedulerThreads;

/**
 * Reads the scheduler's threads, from {@code allm}. What waits in it for C code that may call Go has no thread yet, and is not
 * counted.
 *
 * <p>Threads: one. Source: runtime/proc.go, runtime/runtime2.go (Go 1.19 to 1.27).
 */
public final class SchedulerThreadsReader {
    private final GoProcess process;

    public SchedulerThreadsReader(GoProcess process) {
        this.process = process;
    }

    /** Counts them. */
    public SchedulerThreads read() throws UnreadableMemory {
        TargetMemory memory = process.memory();
        StructLayout m = process.layout().struct("runtime.m");
        int procidAt = m.offset("procid");
        int incgoAt = m.offset("incgo");
        int lockedAt = m.offset("lockedg");
        int nextAt = m.offset("alllink");
        CircleGuard guard = new CircleGuard();
        int total = 0;
        int inCgo = 0;
        int locked = 0;
        for (long at = memory.fresh(process.globals().address("runtime.allm")); at != 0; at = memory.u64(at + nextAt)) {
            if (guard.closes(at)) {
                throw new UnreadableMemory("the list of threads has no end");
            }
            if (memory.u64(at + procidAt) != 0) {
                total++;
                inCgo += memory.u8(at + incgoAt) != 0 ? 1 : 0;
                locked += memory.u64(at + lockedAt) != 0 ? 1 : 0;
            }
        }
        StructLayout sched = process.layout().struct("runtime.schedt");
        long scheduler = process.globals().address("runtime.sched");
        int idle = memory.i32(scheduler + sched.offset("nmidle"));
        return new SchedulerThreads(total, Math.max(idle, 0), inCgo, locked);
    }
}
