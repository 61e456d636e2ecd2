package dev.blindspot.sample;

import dev.blindspot.elf.Arch;
import dev.blindspot.event.StackTable;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.memory.MemoryReader;
import dev.blindspot.linux.perf.Registers;
import dev.blindspot.linux.perf.Sample;
import dev.blindspot.symbol.CodeMap;
import dev.blindspot.symbol.ReturnAddressRepair;
import dev.blindspot.symbol.Symbolizer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Makes a sample's call chain whole and interns it.
 *
 * <p>A leaf that pushes no frame (Go's memmove, memclr, system call stubs, most of libc) leaves its caller out of the
 * chain the kernel walks by frame pointer. What is missing is put back from the words of user stack the sample carries.
 *
 * <p>Threads: the drain; {@link #codeMap} by the thread that reads the maps. Allocation: none.
 */
final class StackCollector {
    private static final Registers REGISTERS = Registers.HERE;

    private static final int MAX_FRAMES = 1024;
    private static final int BLOCK_BYTES = 512;

    private final StackTable table;
    private final ReturnAddressRepair repair;
    private final ReturnAddressRepair.StackWords words = this::word;
    private final long[] frames = new long[MAX_FRAMES];
    private final MemoryReader memory;
    private final MemorySegment block;
    private long blockAddress;
    private long blockBytes;
    private volatile CodeMap codeMap = new CodeMap(List.of());
    private volatile int epoch;
    private long collected;
    private Sample current = new Sample();

    StackCollector(Arena arena, StackTable table, Symbolizer symbolizer, MemoryReader memory) {
        this.table = table;
        this.memory = memory;
        this.block = arena.allocate(BLOCK_BYTES, Long.BYTES);
        this.repair = new ReturnAddressRepair(
                symbolizer::unwindRule, Machine.ARM64 ? Arch.ARM64 : Arch.AMD64, this::remoteWord);
    }

    /** Frames lie close to each other: a read brings the words above too. */
    private long remoteWord(long address) {
        if (address < blockAddress || address + Long.BYTES > blockAddress + blockBytes) {
            blockAddress = address;
            // A block that passes the stack's end comes as far as there is memory.
            blockBytes = Math.max(0, memory.read(address, block, 0, BLOCK_BYTES));
        }
        long at = address - blockAddress;
        return at + Long.BYTES <= blockBytes ? block.get(ValueLayout.JAVA_LONG, at) : 0;
    }

    private long word(int offset) {
        return current.stackLong(offset);
    }

    /** The code as it is now; its modules must have been opened. */
    void codeMap(CodeMap map) {
        codeMap = map;
    }

    /** From now on addresses are meant as in this epoch. */
    void epoch(int meant) {
        epoch = meant;
    }

    /** The present epoch; any thread. */
    int epoch() {
        return epoch;
    }

    /** Stacks taken so far. */
    long collected() {
        return collected;
    }

    /** The id of a stack of one frame, which names the function that code is of; 0 if the table is full. */
    int internFunction(long address) {
        frames[0] = address;
        return table.intern(frames, 0, 1, epoch);
    }

    /** The id of a sample's stack, 0 if it has none or the table is full. */
    int intern(Sample sample) {
        collected++;
        int length = sample.chainLength();
        if (length == 0) {
            return 0;
        }
        boolean repairable = sample.hasRegisters() && sample.stackBytes() > 0;
        int missing = repairable ? repair(sample) : 0;
        if (missing == 0 && (!repairable || repair.chainHolds())) {
            return table.intern(sample.chainWords(), sample.chainStart(), Math.min(length, MAX_FRAMES), epoch);
        }
        return internRepaired(sample, length, missing);
    }

    private int internRepaired(Sample sample, int length, int missing) {
        int count = 0;
        frames[count++] = sample.chainAt(0);
        for (int i = 0; i < missing && count < MAX_FRAMES; i++) {
            frames[count++] = repair.missing(i);
        }
        if (repair.chainHolds()) {
            // At a uprobe on a function's first instruction the kernel (from Linux 6.11) puts the caller in by itself.
            int next = count > 1 && length > 1 && sample.chainAt(1) == repair.missing(0) ? 2 : 1;
            int rest = Math.min(length - next, MAX_FRAMES - count);
            sample.copyChain(next, frames, count, rest);
            count += rest;
        }
        return table.intern(frames, 0, count, epoch);
    }

    private int repair(Sample sample) {
        current = sample;
        blockBytes = 0; // what is read of the target is of one sample
        return repair.repair(
                codeMap,
                sample.chainAt(0),
                sample.register(REGISTERS.stackPointer()),
                sample.register(REGISTERS.framePointer()),
                REGISTERS.link() < 0 ? 0 : sample.register(REGISTERS.link()),
                words,
                sample.stackBytes());
    }
}
