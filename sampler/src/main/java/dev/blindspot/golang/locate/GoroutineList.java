package dev.blindspot.golang.locate;

import dev.blindspot.golang.layout.StructLayout;

/**
 * The list of all goroutines, whose memory is read ahead as one goes through it: the structures of the next ones in one
 * call, the tops of their stacks in another. Each is on a page of its own or nearly so, and a million calls take seconds.
 *
 * <p>Threads: one. Source: runtime/proc.go allgs (Go 1.19 to 1.27).
 */
public final class GoroutineList {
    private static final long MOST = 1L << 26;

    /** As many as leave each other's pages in the cache. */
    private static final int AHEAD = 64;

    private final TargetMemory memory;
    private final long array;
    private final long size;
    private final int firstAt;
    private final int lastAt;
    private final int spAt;
    private final int syscallSpAt;
    private final long[] addresses = new long[2 * AHEAD];

    private GoroutineList(GoProcess process) throws UnreadableMemory {
        memory = process.memory();
        size = memory.fresh(process.globals().address("runtime.allglen"));
        array = memory.fresh(process.globals().address("runtime.allgptr"));
        if (size < 0 || size > MOST) {
            throw new UnreadableMemory("a list of " + size + " goroutines");
        }
        StructLayout g = process.layout().struct("runtime.g");
        firstAt = g.offset("stack", "lo");
        lastAt = Math.max(g.offset("startpc"), g.offset("waitreason"));
        spAt = g.offset("sched", "sp");
        syscallSpAt = g.offset("syscallsp");
    }

    /** Where it is now. */
    public static GoroutineList read(GoProcess process) throws UnreadableMemory {
        return new GoroutineList(process);
    }

    /** How many there are, dead ones among them. */
    public long size() {
        return size;
    }

    /** Where one is, asked for by rising index. */
    public long address(long index) throws UnreadableMemory {
        if (index % AHEAD == 0) {
            readAhead(index, (int) Math.min(AHEAD, size - index));
        }
        return memory.u64(array + index * 8);
    }

    private void readAhead(long from, int count) throws UnreadableMemory {
        for (int i = 0; i < count; i++) {
            long g = memory.u64(array + (from + i) * 8);
            addresses[2 * i] = g + firstAt;
            addresses[2 * i + 1] = g + lastAt;
        }
        memory.expect(addresses, 2 * count);
        for (int i = 0; i < count; i++) {
            long g = memory.u64(array + (from + i) * 8);
            long inSyscall = memory.u64(g + syscallSpAt);
            addresses[i] = inSyscall != 0 ? inSyscall : memory.u64(g + spAt);
        }
        memory.expect(addresses, count);
    }
}
