package dev.blindspot.golang.heap;

import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.GoroutineList;
import dev.blindspot.golang.locate.ModuleData;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which heap objects the program itself can still reach: from the variables of its modules and the stacks of its
 * goroutines, by whatever words look like pointers. Finalizers and cleanups are no roots, so what only they keep alive is not
 * reached.
 *
 * <p>A word that is no pointer may pass for one, so an object may be called reached that is not; one called not reached is
 * so unless a pointer to it moved while all this was read.
 *
 * <p>Spans are read whole, by rising address, in rounds until no object is left to look into; memory is a bit an object, and
 * reading ends at {@value #MAX_READ_BYTES} bytes: a larger heap is not judged.
 *
 * <p>Threads: one. Source: runtime/mgcmark.go markroot (Go 1.19 to 1.27).
 */
final class Reachability {
    private static final long MAX_READ_BYTES = 512L << 20;
    /** A bit each, three times over. */
    private static final long MAX_OBJECTS = 1L << 27;

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int SHORT_STACK_BYTES = 2048;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final GoProcess process;
    private final TargetMemory memory;
    private final Spans spans;
    /** The spans in use, by rising address; what is numbered here are indexes of it. */
    private final int[] inUse;

    private final int[] firstBit;
    private final MemorySegment chunk = Arena.ofAuto().allocate(CHUNK_BYTES, 8);
    private final BitSet reached = new BitSet();
    private final BitSet lookedInto = new BitSet();
    private final BitSet pending = new BitSet();
    private long readBytes;

    private Reachability(GoProcess process, Spans spans) throws UnreadableMemory {
        this.process = process;
        this.memory = process.memory();
        this.spans = spans;
        int[] used = new int[spans.size()];
        int count = 0;
        for (int span = 0; span < used.length; span++) {
            if (spans.state(span) == Spans.IN_USE) {
                used[count++] = span;
            }
        }
        inUse = Arrays.copyOf(used, count);
        firstBit = new int[inUse.length + 1];
        long bits = 0;
        for (int i = 0; i < inUse.length; i++) {
            bits += (end(i) - start(i)) / elementBytes(i) + 1;
            if (bits > MAX_OBJECTS) {
                throw new UnreadableMemory("a heap of more than " + MAX_OBJECTS + " objects");
            }
            firstBit[i + 1] = (int) bits;
        }
    }

    /**
     * Follows everything.
     *
     * @throws UnreadableMemory if the roots cannot be read, or the heap is too large
     */
    static Reachability read(GoProcess process, Spans spans) throws UnreadableMemory {
        Reachability reachability = new Reachability(process, spans);
        for (ModuleData module : process.modules()) {
            reachability.scan(module.data(), module.edata());
            reachability.scan(module.bss(), module.ebss());
        }
        reachability.scanStacks();
        reachability.follow();
        return reachability;
    }

    /** Whether the object that holds an address is reached. */
    boolean isReached(long address) {
        int span = span(address);
        return span >= 0 && reached.get(bit(span, address));
    }

    private long start(int span) {
        return spans.start(inUse[span]);
    }

    private long end(int span) {
        return spans.end(inUse[span]);
    }

    private long elementBytes(int span) {
        return spans.elementBytes(inUse[span]);
    }

    private boolean hasPointers(int span) {
        return (spans.spanClass(inUse[span]) & 1) == 0;
    }

    private int span(long address) {
        int low = 0;
        int high = inUse.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (start(middle) <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > 0 && address < end(low - 1) ? low - 1 : -1;
    }

    private int bit(int span, long address) {
        return firstBit[span] + (int) ((address - start(span)) / elementBytes(span));
    }

    private void word(long value) {
        if (inUse.length == 0 || value < start(0) || value >= end(inUse.length - 1)) {
            return;
        }
        int span = span(value);
        if (span < 0) {
            return;
        }
        int bit = bit(span, value);
        if (!reached.get(bit)) {
            reached.set(bit);
            if (hasPointers(span)) {
                pending.set(span);
            }
        }
    }

    private void scanStacks() throws UnreadableMemory {
        StructLayout g = process.layout().struct("runtime.g");
        int lowAt = g.offset("stack", "lo");
        int highAt = g.offset("stack", "hi");
        int pointerAt = g.offset("sched", "sp");
        int statusAt = g.offset("atomicstatus");
        long running = process.layout().constant("runtime._Grunning");
        long dead = process.layout().constant("runtime._Gdead");
        long scanBit = process.layout().constant("runtime._Gscan");
        GoroutineList all = GoroutineList.read(process);
        for (long i = 0; i < all.size(); i++) {
            long at = all.address(i);
            long low = memory.u64(at + lowAt);
            long high = memory.u64(at + highAt);
            long pointer = memory.u64(at + pointerAt);
            long status = memory.u32(at + statusAt) & ~scanBit;
            if (status != dead && low != 0) {
                // The registers of a running one are not in memory, its stack pointer neither.
                scanStack(status != running && pointer > low && pointer < high ? pointer : low, high);
            }
        }
    }

    /** Most stacks are short, and have been read ahead. */
    private void scanStack(long start, long end) throws UnreadableMemory {
        if (end - start > SHORT_STACK_BYTES) {
            scan(start, end);
            return;
        }
        count(end - start);
        for (long at = start & -8; at + 8 <= end; at += 8) {
            word(memory.u64(at));
        }
    }

    private void scan(long start, long end) throws UnreadableMemory {
        for (long at = start & -8; at != 0 && at < end; at += CHUNK_BYTES) {
            long bytes = Math.min(end - at, CHUNK_BYTES);
            copy(at, bytes);
            words(0, bytes);
        }
    }

    private void words(long from, long to) {
        for (long offset = from; offset + 8 <= to; offset += 8) {
            word(chunk.get(WORD, offset));
        }
    }

    private void copy(long address, long bytes) throws UnreadableMemory {
        count(bytes);
        memory.copy(address, chunk, bytes);
    }

    private void count(long bytes) throws UnreadableMemory {
        readBytes += bytes;
        if (readBytes > MAX_READ_BYTES) {
            throw new UnreadableMemory("more than " + MAX_READ_BYTES + " bytes to follow");
        }
    }

    private void follow() throws UnreadableMemory {
        for (int span = pending.nextSetBit(0); span >= 0; span = nextPending(span)) {
            pending.clear(span);
            lookInto(span);
        }
    }

    /** From there on, and then from the beginning again. */
    private int nextPending(int span) {
        int next = pending.nextSetBit(span);
        return next >= 0 ? next : pending.nextSetBit(0);
    }

    /** Looks into what is reached of a span and was not looked into before. */
    private void lookInto(int span) throws UnreadableMemory {
        long bytes = end(span) - start(span);
        if (bytes > CHUNK_BYTES) {
            if (!lookedInto.get(firstBit[span])) {
                lookedInto.set(firstBit[span]);
                scan(start(span), end(span));
            }
            return;
        }
        copy(start(span), bytes);
        boolean again = true;
        while (again) {
            again = false;
            for (int bit = reached.nextSetBit(firstBit[span]);
                    bit >= 0 && bit < firstBit[span + 1];
                    bit = reached.nextSetBit(bit + 1)) {
                if (!lookedInto.get(bit)) {
                    lookedInto.set(bit);
                    again = true;
                    long from = (long) (bit - firstBit[span]) * elementBytes(span);
                    words(from, Math.min(from + elementBytes(span), bytes));
                }
            }
        }
        pending.clear(span);
    }
}
