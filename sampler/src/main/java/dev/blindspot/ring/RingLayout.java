package dev.blindspot.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Where everything is in a ring's segment: two public positions, two private lines, then the records.
 *
 * <p>A line is 128 bytes: some arm64 cores have lines of that size, and x86-64 prefetches them in pairs. So neither
 * side's private writes, nor its publishing, ever take a line from under the other side's hands.
 *
 * <p>Layout (bytes):
 *
 * <pre>
 *    0 TAIL          published end            written by the writer, setRelease
 *  128 WRITER        its position             the writer's alone
 *  136 WRITER_HEAD   the head it last saw     the writer's alone
 *  256 HEAD          released beginning       written by the reader, setRelease
 *  384 READER        its position             the reader's alone
 *  392 READER_TAIL   the tail it last saw     the reader's alone
 *  512 RECORDS       capacity bytes, a power of two
 *
 * a record            0 payload bytes, or {@link #PADDING}: skip to the end of the ring
 * (8 byte aligned)    8 payload, its size rounded up to 8
 * </pre>
 *
 * Positions count bytes since the ring was made and never wrap (at 10 GB a second, for 29 years).
 */
final class RingLayout {
    static final long LINE = 128;

    static final long TAIL = 0;
    static final long WRITER = LINE;
    static final long WRITER_HEAD = WRITER + Long.BYTES;
    static final long HEAD = 2 * LINE;
    static final long READER = 3 * LINE;
    static final long READER_TAIL = READER + Long.BYTES;
    static final long RECORDS = 4 * LINE;

    static final long HEADER = Long.BYTES;

    /** In place of the payload size: nothing follows up to the end of the ring. */
    static final long PADDING = -1;

    /** Access to the positions that both sides share, by {@code getAcquire} and {@code setRelease} only. */
    static final VarHandle POSITION = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();

    /** For what one side alone reads and writes. All is aligned; a layout that says so would have every access check it. */
    private static final ValueLayout.OfLong OWN = ValueLayout.JAVA_LONG_UNALIGNED;

    private RingLayout() {}

    /** Bytes a record takes with its header. */
    static long recordBytes(long payloadBytes) {
        return HEADER + (payloadBytes + 7 & -8);
    }

    static long get(MemorySegment segment, long offset) {
        return segment.get(OWN, offset);
    }

    static void set(MemorySegment segment, long offset, long value) {
        segment.set(OWN, offset, value);
    }
}
