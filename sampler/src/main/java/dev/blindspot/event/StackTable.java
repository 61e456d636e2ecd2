package dev.blindspot.event;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Every distinct stack once, under a small id: an append-only table off the heap.
 *
 * <p>A stack is its program counters, leaf first, and a code epoch: the same addresses mean other code once an
 * executable mapping has gone. Ids count from 1; 0 is no stack. The table never forgets and never moves anything; when
 * its stacks or its bytes are used up, a stack not yet known gets 0 and {@link #overflows()} counts it.
 *
 * <p>It lives in one segment that the caller gives, all zero. Given as fresh anonymous pages, it takes up what is
 * written of it and no more: it grows by page faults, not by allocation, and no intern ever has to rehash.
 *
 * <p>Threads: one interns. Another may read a stack once its id has reached it through a ring (or {@link #size()}):
 * what is interned is stored before the event that names it, which the ring publishes by {@code setRelease}; who took
 * the event by {@code getAcquire} sees the whole stack, and nothing of it is written again. Slots are the interning
 * thread's alone.
 *
 * <p>Allocation: none but for a stack deeper than any before.
 *
 * <p>Layout (words of 8 bytes; S is a power of two, at least twice the most stacks, N):
 *
 * <pre>
 *   slots    S × 8    hash's upper half | position of the entry in words, 0 free
 *   index    (N+1) × 4  position of the entry by id
 *   entries  each: 0 id, 4 epoch, 8 depth (a whole word), 16 depth × 8 program counters
 * </pre>
 */
public final class StackTable {
    private static final long WORD = Long.BYTES;

    /** Words are aligned; a layout that says so would have every access check it. */
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private static final long ENTRY_ID = 0;
    private static final long ENTRY_EPOCH = 4;
    private static final long ENTRY_DEPTH = 8;
    private static final long ENTRY_PCS = 16;
    private static final int ENTRY_WORDS = 2;

    private static final VarHandle SIZE;
    private static final VarHandle OVERFLOWS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SIZE = lookup.findVarHandle(StackTable.class, "size", int.class).withInvokeExactBehavior();
            OVERFLOWS = lookup.findVarHandle(StackTable.class, "overflows", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MemorySegment memory;
    private final int maxStacks;
    private final long slotMask;
    private final long index;
    private final long limit;

    /** An entry that may be the stack looked for. */
    private long[] copy = new long[256];

    private long end;
    private int size;
    private long overflows;

    /**
     * An empty table.
     *
     * @param memory all zero, aligned to 8, open to every thread that reads; {@link #bytesFor} says how much
     * @param maxStacks the most stacks it may hold, up to 2^24
     */
    public StackTable(MemorySegment memory, int maxStacks) {
        checkMaxStacks(maxStacks);
        long entries = entriesOffset(maxStacks);
        if (memory.byteSize() < entries || memory.byteSize() / WORD > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a table of " + maxStacks + " stacks does not fit " + memory.byteSize() + " bytes");
        }
        this.memory = memory;
        this.maxStacks = maxStacks;
        this.slotMask = slots(maxStacks) - 1;
        this.index = slots(maxStacks) * WORD;
        this.limit = memory.byteSize();
        this.end = entries;
    }

    /** Memory that {@code maxStacks} stacks of {@code averageDepth} frames need. */
    public static long bytesFor(int maxStacks, int averageDepth) {
        checkMaxStacks(maxStacks);
        return entriesOffset(maxStacks) + maxStacks * (ENTRY_PCS + averageDepth * WORD);
    }

    /**
     * The id of a stack: the one it has, or the next; 0 for an empty stack or when the table is full.
     *
     * @param pcs holds {@code count} program counters from index {@code from} on, leaf first
     */
    public int intern(long[] pcs, int from, int count, int epoch) {
        if (count == 0) {
            return 0;
        }
        long hash = StackHash.of(pcs, from, count, epoch);
        long tag = hash & 0xffff_ffff_0000_0000L;
        long slot = hash & slotMask;
        long found;
        while ((found = memory.get(LONG, slot * WORD)) != 0) {
            if ((found & 0xffff_ffff_0000_0000L) == tag) {
                int id = idAt((found & 0xffff_ffffL) * WORD, pcs, from, count, epoch);
                if (id != 0) {
                    return id;
                }
            }
            slot = slot + 1 & slotMask;
        }
        return append(slot, tag, pcs, from, count, epoch);
    }

    /** How many stacks there are: ids from 1 to this may be read by whatever thread asks. */
    public int size() {
        return (int) SIZE.getAcquire(this);
    }

    /** How many times a stack found no place. Any thread. */
    public long overflows() {
        return (long) OVERFLOWS.getAcquire(this);
    }

    /** Number of frames of a stack. */
    public int depth(int id) {
        return memory.get(JAVA_INT, entry(id) + ENTRY_DEPTH);
    }

    /** Program counter of a frame, from 0, the leaf, up. */
    public long pc(int id, int frame) {
        long entry = entry(id);
        if (frame < 0 || frame >= memory.get(JAVA_INT, entry + ENTRY_DEPTH)) {
            throw new IndexOutOfBoundsException("stack " + id + " has no frame " + frame);
        }
        return memory.get(JAVA_LONG, entry + ENTRY_PCS + frame * WORD);
    }

    /** Code epoch of a stack. */
    public int epoch(int id) {
        return memory.get(JAVA_INT, entry(id) + ENTRY_EPOCH);
    }

    private int append(long slot, long tag, long[] pcs, int from, int count, int epoch) {
        long entry = end;
        if (size == maxStacks || count > (limit - entry - ENTRY_PCS) / WORD) {
            OVERFLOWS.setRelease(this, overflows + 1);
            return 0;
        }
        int id = size + 1;
        memory.set(JAVA_INT, entry + ENTRY_ID, id);
        memory.set(JAVA_INT, entry + ENTRY_EPOCH, epoch);
        memory.set(JAVA_INT, entry + ENTRY_DEPTH, count);
        MemorySegment.copy(pcs, from, memory, JAVA_LONG, entry + ENTRY_PCS, count);
        long position = entry / WORD;
        memory.set(JAVA_LONG, slot * WORD, tag | position);
        memory.set(JAVA_INT, index + (long) id * Integer.BYTES, (int) position);
        end = entry + ENTRY_PCS + count * WORD;
        SIZE.setRelease(this, id);
        return id;
    }

    /** The id of the entry at a place if it is this stack, else 0. */
    private int idAt(long entry, long[] pcs, int from, int count, int epoch) {
        int words = ENTRY_WORDS + count;
        if (words > (limit - entry) / WORD) {
            return 0;
        }
        if (words > copy.length) {
            copy = new long[Integer.highestOneBit(words) << 1];
        }
        // One copy checks bounds and that the memory is there; word by word that costs more than the copy.
        MemorySegment.copy(memory, JAVA_LONG, entry, copy, 0, words);
        boolean same = (int) (copy[0] >>> 32) == epoch
                && copy[1] == count
                && Arrays.equals(copy, ENTRY_WORDS, words, pcs, from, from + count);
        return same ? (int) copy[0] : 0;
    }

    private long entry(int id) {
        long position = id > 0 && id <= maxStacks ? memory.get(JAVA_INT, index + (long) id * Integer.BYTES) : 0;
        if (position == 0) {
            throw new IndexOutOfBoundsException("no stack " + id);
        }
        return position * WORD;
    }

    private static void checkMaxStacks(int maxStacks) {
        if (maxStacks < 1 || maxStacks > 1 << 24) {
            throw new IllegalArgumentException("a stack table holds 1 to 2^24 stacks, not " + maxStacks);
        }
    }

    private static long slots(int maxStacks) {
        return Long.highestOneBit(2L * maxStacks - 1) << 1;
    }

    private static long entriesOffset(int maxStacks) {
        return slots(maxStacks) * WORD + ((maxStacks + 1L) * Integer.BYTES + WORD - 1 & -WORD);
    }
}
