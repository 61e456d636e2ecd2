package dev.blindspot.sample;

import dev.blindspot.event.StackTable;
import dev.blindspot.linux.perf.Registers;
import dev.blindspot.linux.perf.Sample;
import dev.blindspot.symbol.CodeMap;
import dev.blindspot.symbol.Symbolizer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Makes a sample's call chain whole and interns it.
 *
 * <p>A leaf that pushes no frame (Go's memmove, memclr, system call stubs) leaves its caller out of the chain the
 * kernel walks by frame pointer. Where Go's tables say so, the return address is put back from the words of user stack
 * the sample carries.
 *
 * <p>Threads: the drain; {@link #codeMap} by the thread that reads the maps. Allocation: none.
 */
final class StackCollector {
    private static final int MAX_FRAMES = 1024;

    private final StackTable table;
    private final Symbolizer symbolizer;
    private final Registers registers;
    private final MemorySegment frames;
    private volatile CodeMap codeMap = new CodeMap(List.of());
    private volatile int epoch;
    private long collected;

    StackCollector(Arena arena, StackTable table, Symbolizer symbolizer, Registers registers) {
        this.table = table;
        this.symbolizer = symbolizer;
        this.registers = registers;
        this.frames = arena.allocate(MAX_FRAMES * Long.BYTES, Long.BYTES);
    }

    /** The code as it is now; its modules must have been opened. */
    void codeMap(CodeMap map) {
        codeMap = map;
    }

    /** From now on the same addresses may mean other code. */
    void nextEpoch() {
        int ended = epoch;
        epoch = ended + 1;
    }

    /** The present epoch; any thread. */
    int epoch() {
        return epoch;
    }

    /** Stacks taken so far. */
    long collected() {
        return collected;
    }

    /** The id of a sample's stack, 0 if it has none or the table is full. */
    int intern(Sample sample) {
        collected++;
        int length = Math.min(sample.chainLength(), MAX_FRAMES - 1);
        if (length == 0) {
            return 0;
        }
        // The chain goes in from the second word on: the first is free for the leaf if its caller must come between.
        for (int i = 0; i < length; i++) {
            frames.set(ValueLayout.JAVA_LONG, (i + 1L) * Long.BYTES, sample.chainAt(i));
        }
        long caller = missingCaller(sample);
        if (caller == 0) {
            return table.intern(frames, Long.BYTES, length, epoch);
        }
        frames.set(ValueLayout.JAVA_LONG, 0, sample.chainAt(0));
        frames.set(ValueLayout.JAVA_LONG, Long.BYTES, caller);
        return table.intern(frames, 0, length + 1, epoch);
    }

    private long missingCaller(Sample sample) {
        if (!sample.hasRegisters()) {
            return 0;
        }
        int offset = symbolizer.returnAddressOffset(codeMap, sample.chainAt(0));
        if (offset == Symbolizer.UNKNOWN) {
            return 0;
        }
        if (registers.link() >= 0) {
            return offset == 0 ? sample.register(registers.link()) : 0;
        }
        long stackPointer = sample.register(registers.stackPointer());
        boolean frameSetUp = sample.register(registers.framePointer()) == stackPointer + offset - Long.BYTES;
        return frameSetUp || offset + Long.BYTES > sample.stackBytes() ? 0 : sample.stackLong(offset);
    }
}
