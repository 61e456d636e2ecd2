package dev.blindspot.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.event.StackTable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Interning of stacks of 16 frames: ns a stack; beside the same in C, and a HashMap of boxed lists, what one would write
 * first.
 */
@State(Scope.Thread)
public class StackTableBenchmark extends TimedBenchmark {
    static final int STACKS = 4096;

    private static final MethodHandle NEW = CBaseline.function("parts_stacks", ADDRESS, JAVA_INT);
    private static final MethodHandle INTERN =
            CBaseline.function("parts_intern", JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT);
    private static final int DEPTH = 16;

    /** Distinct stacks in turn: one stays in the nearest cache, many do not. */
    @Param({"1", "256", "4096"})
    int known = 1;

    private final Arena arena = Arena.ofAuto();
    private final long[] pcs = new long[STACKS * DEPTH];
    private final MemorySegment pcsOfC = arena.allocate((long) STACKS * DEPTH * Long.BYTES, Long.BYTES);
    private final MemorySegment memory = arena.allocate(StackTable.bytesFor(STACKS, DEPTH), Long.BYTES);
    private StackTable table = new StackTable(memory, STACKS);
    private final MemorySegment c = newInC();
    private final Map<List<Long>, Integer> map = new HashMap<>();
    private int next;

    @Setup(Level.Iteration)
    public void fill() {
        Random random = new Random(1);
        memory.fill((byte) 0);
        table = new StackTable(memory, STACKS);
        map.clear();
        for (int stack = 0; stack < STACKS; stack++) {
            for (int frame = 0; frame < DEPTH; frame++) {
                pcs[at(stack) + frame] = 0x400000L + random.nextInt(1 << 22);
            }
        }
        MemorySegment.copy(pcs, 0, pcsOfC, ValueLayout.JAVA_LONG, 0, pcs.length);
        for (int stack = 0; stack < known; stack++) {
            table.intern(pcs, at(stack), DEPTH, 0);
            map.put(boxed(at(stack)), stack + 1);
        }
    }

    /** Both must give the same ids. */
    @Setup
    public void compare() {
        fill();
        if (internAll() != internAllInC()) {
            throw new IllegalStateException("C gave other ids");
        }
    }

    /** All stacks in turn, which are there already but for the first time. */
    @Benchmark
    @OperationsPerInvocation(STACKS)
    public long internAll() {
        long sum = 0;
        for (int stack = 0; stack < STACKS; stack++) {
            sum += table.intern(pcs, at(stack), DEPTH, 0);
        }
        return sum;
    }

    /** The same in C. */
    @Benchmark
    @OperationsPerInvocation(STACKS)
    public long internAllInC() {
        try {
            return (long) INTERN.invokeExact(c, pcsOfC, DEPTH, STACKS);
        } catch (Throwable thrown) {
            throw CBaseline.unexpected(thrown);
        }
    }

    private static MemorySegment newInC() {
        try {
            return (MemorySegment) NEW.invokeExact(STACKS);
        } catch (Throwable thrown) {
            throw CBaseline.unexpected(thrown);
        }
    }

    /** A stack that is there already. */
    @Benchmark
    public int internKnown() {
        return table.intern(pcs, at(nextKnown()), DEPTH, 0);
    }

    /** The same by boxing the frames and asking a HashMap. */
    @Benchmark
    public int hashMapKnown() {
        return map.getOrDefault(boxed(at(nextKnown())), 0);
    }

    /** Stacks never seen, into an empty table, its clearing included. */
    @Benchmark
    @OperationsPerInvocation(STACKS)
    public int internNew() {
        memory.fill((byte) 0);
        StackTable empty = new StackTable(memory, STACKS);
        for (int stack = 0; stack < STACKS; stack++) {
            empty.intern(pcs, at(stack), DEPTH, 0);
        }
        return empty.size();
    }

    private int nextKnown() {
        next = next + 1 & known - 1;
        return next;
    }

    private List<Long> boxed(int at) {
        return Arrays.stream(pcs, at, at + DEPTH).boxed().toList();
    }

    private static int at(int stack) {
        return stack * DEPTH;
    }
}
