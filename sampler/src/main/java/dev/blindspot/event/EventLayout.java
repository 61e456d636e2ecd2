package dev.blindspot.event;

/**
 * Where the fields of an event are among its words. One size for all kinds; a field a kind does not use is 0;
 * descriptor and latency are -1 then.
 *
 * <p>An event is worked on in an array, whose bounds the compiler checks once for all its fields; it crosses to another
 * thread off the heap, in an {@link EventChannel}, many at a time.
 *
 * <p>Layout (bytes; of two fields of 4 bytes the first is a word's lower half):
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
    public static final int TIME = 0;

    /**
     * Position in the merged stream. A lost record of n takes n numbers and stores the last of them; internal kinds
     * store the number of the event before them.
     */
    public static final int SEQUENCE = 8;

    public static final int KIND = 16;
    public static final int TID = 20;
    public static final int ADDRESS = 24;

    /** Bytes, rounded up to pages. For {@link EventKind#LOST}: how many were lost, -1 unknown. */
    public static final int LENGTH = 32;

    public static final int ADDRESS2 = 40;
    public static final int LENGTH2 = 48;
    public static final int PROT = 56;
    public static final int FLAGS = 60;
    public static final int FD = 64;
    public static final int STACK = 68;

    /**
     * How many the stack stands for. Mappings: 1 where every stack is taken; N where one in N is; 0 on a mapping whose
     * stack was not taken. Faults: the number of faults this record represents.
     */
    public static final int WEIGHT = 72;

    public static final int EXTRA = 76;
    public static final int LATENCY = 80;

    /** Size of an event. */
    public static final int BYTES = 88;

    /** The same in words. */
    public static final int WORDS = BYTES / Long.BYTES;

    /**
     * Flag of an executable mapping that came or went within a dlopen or dlclose which has an event of its own, and of
     * that event: it mapped, or unmapped, code.
     */
    public static final int TOLD = 1;

    private static final long INT = 0xffff_ffffL;

    private EventLayout() {}

    /** A field of 8 bytes of the event that begins at a word. */
    public static long getLong(long[] words, int base, int field) {
        return words[base + (field >> 3)];
    }

    /** A field of 4 bytes. */
    public static int getInt(long[] words, int base, int field) {
        return (int) (words[base + (field >> 3)] >>> shift(field));
    }

    public static void setLong(long[] words, int base, int field, long value) {
        words[base + (field >> 3)] = value;
    }

    public static void setInt(long[] words, int base, int field, int value) {
        int at = base + (field >> 3);
        words[at] = (words[at] & ~(INT << shift(field))) | ((value & INT) << shift(field));
    }

    private static int shift(int field) {
        return (field & 4) << 3;
    }
}
