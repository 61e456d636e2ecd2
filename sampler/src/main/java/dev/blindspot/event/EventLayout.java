package dev.blindspot.event;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where the fields of an event are in its ring record. One size for all kinds; a field a kind does not use is 0;
 * descriptor and latency are -1 then.
 *
 * <p>Layout (bytes, native order):
 *
 * <pre>
 *  0 time      CLOCK_MONOTONIC ns        48 length2  mremap: old length
 *  8 sequence  from 1; see {@link #SEQUENCE}  56 prot  mmap, mprotect: prot; madvise: advice
 * 16 kind      EventKind ordinal         60 flags    mmap, mremap: flags
 * 20 tid       thread in the target      64 fd       mmap: descriptor, -1 none
 * 24 address     see below               68 stack    id in the StackTable, 0 none
 * 32 length    bytes, as the kernel maps 72 weight   see {@link #WEIGHT}
 * 40 address2  mremap: old address;      76 extra    lost: LossSource ordinal; exec mapping, exec: PathTable id
 *              mmap: file offset;        80 latency  ns between both ends of the call, -1 unknown
 *              malloc: its window
 * </pre>
 *
 * <p>The address is what the call is about: of a mapping its first byte; of dlopen and dlclose the handle; of
 * set_finalizer and add_cleanup the code of the function registered, 0 for none; of malloc and free the chunk.
 *
 * <p>extra is, of exec, dlopen, dlclose and executable mappings, a {@link PathTable} id; of set_finalizer and
 * add_cleanup the id of a stack of one frame, which names the function; prot is what a dlclose returned.
 */
public final class EventLayout {
    public static final long TIME = 0;

    /**
     * Position in the merged stream. A lost record of n takes n numbers and stores the last of them; internal kinds
     * store the number of the event before them.
     */
    public static final long SEQUENCE = 8;

    public static final long KIND = 16;
    public static final long TID = 20;
    public static final long ADDRESS = 24;

    /** Bytes, rounded up to pages. For {@link EventKind#LOST}: how many were lost, -1 unknown. */
    public static final long LENGTH = 32;

    public static final long ADDRESS2 = 40;
    public static final long LENGTH2 = 48;
    public static final long PROT = 56;
    public static final long FLAGS = 60;
    public static final long FD = 64;
    public static final long STACK = 68;

    /**
     * How many the stack stands for. Mappings: 1 where every stack is taken; N where one in N is; 0 on a mapping whose
     * stack was not taken. Faults: the number of faults this record represents.
     */
    public static final long WEIGHT = 72;

    public static final long EXTRA = 76;
    public static final long LATENCY = 80;

    /** Size of a record's payload. */
    public static final int BYTES = 88;

    /**
     * Flag of an executable mapping that came or went within a dlopen or dlclose which has an event of its own, and of
     * that event: it mapped, or unmapped, code.
     */
    public static final int TOLD = 1;

    /** Fields are aligned; layouts that say so would have every access check it, which is a third of what it costs. */
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private EventLayout() {}

    public static long getLong(MemorySegment segment, long base, long field) {
        return segment.get(LONG, base + field);
    }

    public static int getInt(MemorySegment segment, long base, long field) {
        return segment.get(INT, base + field);
    }

    public static void setLong(MemorySegment segment, long base, long field, long value) {
        segment.set(LONG, base + field, value);
    }

    public static void setInt(MemorySegment segment, long base, long field, int value) {
        segment.set(INT, base + field, value);
    }
}
