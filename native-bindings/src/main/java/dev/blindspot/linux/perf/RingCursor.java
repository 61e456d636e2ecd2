package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The reader's side of a kernel ring's protocol, over memory somebody else mapped.
 *
 * <p>Layout: positions count bytes for ever and are taken modulo the data's size, a power of two. A header never wraps,
 * for records are multiples of 8 at multiples of 8; a record may.
 *
 * <p>Threads: one reader. The kernel is the other side: {@code data_head} is read with {@code getAcquire}, so that the
 * records before it are seen whole; {@code data_tail} is stored with {@code setRelease}, so that the kernel writes over
 * nothing still being read.
 *
 * <p>Source: perf_event_open(2), MMAP layout; kernel/events/ring_buffer.c.
 */
final class RingCursor {
    private static final VarHandle WORD = JAVA_LONG.varHandle().withInvokeExactBehavior();
    private static final long HEAD = Linux.PERF_PAGE_DATA_HEAD();
    private static final long TAIL = Linux.PERF_PAGE_DATA_TAIL();

    /** A size is 16 bits wide. */
    static final int LARGEST_RECORD = 1 << 16;

    private final MemorySegment control;
    private final MemorySegment data;
    private final long mask;
    private long position;
    private long released;
    private int peeked;

    RingCursor(MemorySegment control, MemorySegment data) {
        this.control = control;
        this.data = data;
        this.mask = data.byteSize() - 1;
        this.position = (long) WORD.get(control, TAIL);
        this.released = position;
    }

    long head() {
        return (long) WORD.getAcquire(control, HEAD);
    }

    KernelRing.Peek peek(PerfRecord record, long head) {
        long left = head - position;
        if (left <= 0) {
            return KernelRing.Peek.END;
        }
        long at = position & mask;
        int size = Short.toUnsignedInt(data.get(JAVA_SHORT, at + 6));
        if (size < PerfRecord.HEADER_BYTES || (size & 7) != 0 || size > left || left > data.byteSize()) {
            position = head;
            peeked = 0;
            return KernelRing.Peek.TORN;
        }
        record.on(data, at);
        peeked = size;
        return KernelRing.Peek.RECORD;
    }

    void advance() {
        position += peeked;
        peeked = 0;
    }

    void release() {
        if (position != released) {
            released = position;
            WORD.setRelease(control, TAIL, position);
        }
    }

    long filledBytes() {
        return head() - released;
    }

    long capacityBytes() {
        return data.byteSize();
    }
}
