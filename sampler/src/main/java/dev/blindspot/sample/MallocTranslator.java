package dev.blindspot.sample;

import dev.blindspot.event.EventKind;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.LongToInt;
import dev.blindspot.linux.perf.PerfRecord;
import dev.blindspot.linux.perf.Registers;
import dev.blindspot.linux.perf.Sample;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Turns the probes of malloc and its kin into allocations and ends of allocations, of one window at a time.
 *
 * <p>Of a call only the outermost counts: realloc may call malloc. A free is told of chunks alone whose allocation was; a
 * chunk whose address is given out anew must have been freed between two windows. An allocation that cannot be followed is a
 * loss: whether it is still held would never be known. So there are never more chunks outstanding than are followed.
 *
 * <p>Threads: the drain; {@link #window} by the one that opens windows. Allocation: when tables grow.
 */
final class MallocTranslator {
    private static final Registers REGISTERS = Registers.HERE;

    private static final Set<EventRole> ROLES = EnumSet.range(EventRole.MALLOC_ENTER, EventRole.FREE_ENTER);

    /** Chunks followed at most: each takes some 150 bytes, here and where sites are added up. */
    private static final int MOST_CHUNKS = 1 << 20;

    private static final int DEPTH = 0;
    private static final int BYTES = 1;
    private static final int STACK = 2;
    private static final int OLD = 3;
    private static final int ENTERED = 4;

    /**
     * When every call is seen.
     *
     * @param weight how many windows of its length the time since the one before holds: what each call stands for
     */
    record Window(long number, long startNanos, long endNanos, int weight) {
        boolean holds(long nanos) {
            return nanos >= startNanos && nanos <= endNanos;
        }
    }

    private final EventOutput output;
    private final StackCollector stacks;
    private final PendingCalls calls = new PendingCalls();
    private final int mostChunks;
    private final LongToInt chunkBytes = new LongToInt();
    private int chunks;
    private volatile Window window = new Window(0, Long.MAX_VALUE, Long.MIN_VALUE, 1);
    private final HitCosts costs = new HitCosts(ROLES);
    private final AtomicLong lost = new AtomicLong();

    MallocTranslator(EventOutput output, StackCollector stacks) {
        this(output, stacks, MOST_CHUNKS);
    }

    MallocTranslator(EventOutput output, StackCollector stacks, int mostChunks) {
        this.output = output;
        this.stacks = stacks;
        this.mostChunks = mostChunks;
    }

    /** From now on calls in this window count. */
    void window(Window next) {
        window = next;
    }

    /** Whether there are windows: who opens them reckons by what was handed on of one a little after its end. */
    boolean hasWindows() {
        return window.number() > 0;
    }

    /** What its probes cost the target; any thread. */
    HitCosts costs() {
        return costs;
    }

    /** So many records of a window, or allocations, were lost; any thread. */
    void lost(long count) {
        lost.addAndGet(count);
    }

    /** What was lost since the last call. */
    long takeLost() {
        return lost.getAndSet(0);
    }

    /** Whether a role is one of these. */
    static boolean isOf(EventRole role) {
        return ROLES.contains(role);
    }

    void translate(EventRole role, PerfRecord record, Sample sample) {
        int tid = record.tid();
        long nanos = record.time();
        costs.hit(role, tid, nanos);
        long first =
                sample.hasRegisters() && role != EventRole.MALLOC_EXIT ? sample.register(REGISTERS.argument(0)) : 0;
        switch (role) {
            case MALLOC_ENTER -> enter(tid, nanos, sample, first, 0);
            case CALLOC_ENTER -> enter(tid, nanos, sample, first * sample.register(REGISTERS.argument(1)), 0);
            case MEMALIGN_ENTER -> enter(tid, nanos, sample, sample.register(REGISTERS.argument(1)), 0);
            case REALLOC_ENTER -> enter(tid, nanos, sample, sample.register(REGISTERS.argument(1)), first);
            case MALLOC_EXIT -> exit(tid, nanos, sample.register(REGISTERS.returned()));
            case FREE_ENTER -> freed(tid, nanos, first);
            default -> throw new IllegalArgumentException(role + " is no such probe");
        }
    }

    void enter(int tid, long nanos, Sample sample, long bytes, long old) {
        Window now = window;
        if (!now.holds(nanos)) {
            return;
        }
        long entered = calls.take(tid, ENTERED);
        long depth = calls.take(tid, DEPTH);
        // What an earlier window left was never seen to return.
        if (depth > 0 && now.holds(entered)) {
            calls.put(tid, ENTERED, entered);
            calls.put(tid, DEPTH, depth + 1);
            return;
        }
        calls.put(tid, ENTERED, nanos);
        calls.put(tid, DEPTH, 1);
        calls.put(tid, BYTES, bytes);
        calls.put(tid, STACK, stacks.intern(sample));
        calls.put(tid, OLD, old);
    }

    void exit(int tid, long nanos, long address) {
        long depth = calls.take(tid, DEPTH);
        if (depth == PendingCalls.NONE) {
            return;
        }
        if (depth > 1) {
            calls.put(tid, DEPTH, depth - 1);
            return;
        }
        Window now = window;
        long entered = calls.take(tid, ENTERED);
        long bytes = calls.take(tid, BYTES);
        int stack = (int) calls.take(tid, STACK);
        long old = calls.take(tid, OLD);
        if (address == 0 || !now.holds(entered)) {
            return;
        }
        if (old != 0) {
            freed(tid, nanos, old);
        }
        freed(tid, nanos, address);
        if (chunks == mostChunks) {
            lost(1);
            return;
        }
        chunks++;
        chunkBytes.put(address, Math.clamp(bytes, 1, Integer.MAX_VALUE));
        output.begin(EventKind.MALLOC, nanos, tid)
                .address(address)
                .length(bytes)
                .fileOffset(now.number())
                .stack(stack)
                .weight(now.weight());
        output.send();
    }

    void freed(int tid, long nanos, long address) {
        int bytes = chunkBytes.get(address);
        if (bytes != LongToInt.NONE) {
            chunkBytes.put(address, LongToInt.NONE);
            chunks--;
            output.begin(EventKind.FREE, nanos, tid).address(address).length(bytes);
            output.send();
        }
    }
}
