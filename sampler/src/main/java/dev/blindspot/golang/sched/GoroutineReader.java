package dev.blindspot.golang.sched;

import dev.blindspot.golang.layout.GoLayout;
import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.GoroutineList;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.Finalizers.QueueGoroutine;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.Stack;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads all goroutines, from {@code allgs}: none is ever taken off it, dead ones are used again.
 *
 * <p>A goroutine is the runtime's own if the function it was started with is, but for {@code runtime.main} and two others:
 * {@code runtime.NumGoroutine} counts the rest. The one that runs finalizers is the runtime's also while it is in one.
 *
 * <p>Threads: one. Source: runtime/proc.go, runtime/traceback.go isSystemGoroutine (Go 1.19 to 1.27).
 */
public final class GoroutineReader {
    private static final int ATTEMPTS = 3;

    private final GoProcess process;
    private final TargetMemory memory;
    private final GoroutineStates states;
    private final GoroutineWalker walker;
    private final Map<Long, Boolean> systemStarts = new HashMap<>();
    private long finalizerStart = -1;
    private long finalizerGoroutine;
    private final int statusAt;
    private final int lowAt;
    private final int highAt;
    private final int startAt;
    private final int creatorAt;
    private final int waitSinceAt;
    private final int waitReasonAt;

    public GoroutineReader(GoProcess process) {
        this.process = process;
        this.memory = process.memory();
        this.states = new GoroutineStates(process.layout());
        this.walker = new GoroutineWalker(process);
        StructLayout g = process.layout().struct("runtime.g");
        statusAt = g.offset("atomicstatus");
        lowAt = g.offset("stack", "lo");
        highAt = g.offset("stack", "hi");
        startAt = g.offset("startpc");
        creatorAt = g.offset("gopc");
        waitSinceAt = g.offset("waitsince");
        waitReasonAt = g.offset("waitreason");
    }

    /**
     * Counts and groups them.
     *
     * @param nowNanos CLOCK_MONOTONIC, which the runtime notes the start of waits by
     */
    public Goroutines read(long nowNanos) throws UnreadableMemory {
        UnreadableMemory moved = new UnreadableMemory("the list of goroutines cannot be read");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return walk(nowNanos);
            } catch (UnreadableMemory e) {
                // A list that grew is elsewhere now.
                moved = e;
                memory.forget();
            }
        }
        throw moved;
    }

    private Goroutines walk(long nowNanos) throws UnreadableMemory {
        GoroutineList all = GoroutineList.read(process);
        GoroutineGroups groups = new GoroutineGroups(process.functions());
        long system = 0;
        long dead = 0;
        long stackBytes = 0;
        for (long i = 0; i < all.size(); i++) {
            long g = all.address(i);
            int status = states.status(memory.i32(g + statusAt));
            stackBytes += stackBytes(g);
            if (states.isDead(status)) {
                dead++;
            } else {
                long start = memory.u64(g + startAt);
                system += isSystem(start) ? 1 : 0;
                finalizerGoroutine = start == finalizerStart ? g : finalizerGoroutine;
                add(groups, g, status, nowNanos);
            }
        }
        return new Goroutines(all.size() - dead, system, dead, stackBytes, groups.byState(), groups.groups());
    }

    private long stackBytes(long g) throws UnreadableMemory {
        long low = memory.u64(g + lowAt);
        long bytes = memory.u64(g + highAt) - low;
        return low != 0 && bytes > 0 ? bytes : 0;
    }

    private boolean isSystem(long startPc) {
        return systemStarts.computeIfAbsent(startPc, pc -> {
            String name = process.functions().name(pc);
            if ("runtime.runfinq".equals(name) || "runtime.runFinalizers".equals(name)) {
                finalizerStart = pc;
            }
            return name != null
                    && name.startsWith("runtime.")
                    && !name.equals("runtime.main")
                    && !name.equals("runtime.corostart")
                    && !name.equals("runtime.handleAsyncEvent");
        });
    }

    private void add(GoroutineGroups groups, long g, int status, long nowNanos) throws UnreadableMemory {
        boolean waits = states.isWaiting(status);
        String reason = waits ? waitReason(g) : null;
        long since = waits ? memory.u64(g + waitSinceAt) : 0;
        long waited = since > 0 && since <= nowNanos ? nowNanos - since : -1;
        int depth = states.hasStack(status) ? stack(g, status) : 0;
        groups.add(states.name(status), reason, waited, memory.u64(g + creatorAt), walker.pcs(), depth);
    }

    /** A stack that cannot be walked is empty. */
    private int stack(long g, int status) {
        try {
            return walker.walk(g, states.isSyscall(status));
        } catch (UnreadableMemory e) {
            return 0;
        }
    }

    private @Nullable String waitReason(long g) throws UnreadableMemory {
        GoLayout layout = process.layout();
        return layout.waitReason(memory.u8(g + waitReasonAt));
    }

    /** The goroutine that runs finalizers, as of the last {@link #read}; 0 if there is none yet. */
    public long finalizerGoroutine() {
        return finalizerGoroutine;
    }

    /** One goroutine, that works off a queue of the runtime's. */
    public QueueGoroutine queueGoroutine(long g) throws UnreadableMemory {
        int status = states.status(memory.i32(g + statusAt));
        int depth = states.hasStack(status) ? stack(g, status) : 0;
        Stack stack = process.functions().stack(walker.pcs(), depth);
        return new QueueGoroutine(states.name(status), states.isWaiting(status) ? waitReason(g) : null, stack);
    }

    /** Since when a goroutine waits, by CLOCK_MONOTONIC; 0 if the runtime has not noted it. */
    public long waitsSince(long g) throws UnreadableMemory {
        return states.isWaiting(states.status(memory.i32(g + statusAt))) ? memory.u64(g + waitSinceAt) : 0;
    }
}
