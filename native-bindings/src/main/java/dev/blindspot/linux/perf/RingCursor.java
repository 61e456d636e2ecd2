package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The reader's side of a kernel ring's protocol, over memory somebody else mapped.
 *
 * <p>Many records are copied at once, and their fields are taken out of an array: the bounds, the alignment and the life of
 * the ring's memory are checked for all of them together, which field by field costs more than the copy.
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

    /** So much is copied at once: few enough to stay in the nearest cache until they are read. */
    private static final int COPIED_BYTES = 16 << 10;

    private final MemorySegment control;
    private final MemorySegment data;
    private final long mask;
    private long position;
    private long released;
    private int peeked;

    /** What lies between two positions of the ring. */
    private long[] copy = new long[COPIED_BYTES / Long.BYTES];

    private long copyStart;
    private long copyEnd;

    RingCursor(MemorySegment control, MemorySegment data) {
        this.control = control;
        this.data = data;
        this.mask = data.byteSize() - 1;
        this.position = (long) WORD.get(control, TAIL);
        this.released = position;
        this.copyEnd = position;
    }

    long head() {
        return (long) WORD.getAcquire(control, HEAD);
    }

    KernelRing.Peek peek(PerfRecord record, long head) {
        long left = head - position;
        if (left <= 0) {
            return KernelRing.Peek.END;
        }
        if (left < PerfRecord.HEADER_BYTES || left > data.byteSize()) {
            return torn(head);
        }
        if (copyEnd - position <= 0) {
            copy(head, COPIED_BYTES);
        }
        int size = PerfRecord.sizeOf(copy[copiedAt()]);
        if (size < PerfRecord.HEADER_BYTES || (size & 7) != 0 || size > left) {
            return torn(head);
        }
        if (copyEnd - position < size) {
            copy(head, Math.max(size, COPIED_BYTES));
        }
        record.on(copy, copiedAt());
        peeked = size;
        return KernelRing.Peek.RECORD;
    }

    private KernelRing.Peek torn(long head) {
        position = head;
        peeked = 0;
        return KernelRing.Peek.TORN;
    }

    /** Word of the copy that holds the position. */
    private int copiedAt() {
        return (int) (position - copyStart) >> 3;
    }

    /** Copies what comes next, so much at most; where it reaches over the memory's end it goes on at its beginning. */
    private void copy(long head, int mostBytes) {
        int count = (int) Math.min(head - position, mostBytes) >> 3;
        if (count > copy.length) {
            copy = new long[Integer.highestOneBit(count) << 1];
        }
        long at = position & mask;
        int first = (int) Math.min(count, (data.byteSize() - at) >> 3);
        MemorySegment.copy(data, JAVA_LONG, at, copy, 0, first);
        if (first < count) {
            MemorySegment.copy(data, JAVA_LONG, 0, copy, first, count - first);
        }
        copyStart = position;
        copyEnd = position + ((long) count << 3);
    }

    long peekOther(int pid, long head) {
        long left = head - position;
        if (left < PerfRecord.SAMPLE_FIELDS || left > data.byteSize()) {
            return KernelRing.NOT_ANOTHERS;
        }
        long header = data.get(JAVA_LONG, position & mask);
        int size = PerfRecord.sizeOf(header);
        if ((int) header != PerfRecord.SAMPLE
                || size < PerfRecord.SAMPLE_FIELDS
                || (size & 7) != 0
                || size > left
                || (int) data.get(JAVA_LONG, (position + PerfRecord.SAMPLE_THREAD) & mask) == pid) {
            return KernelRing.NOT_ANOTHERS;
        }
        peeked = size;
        return data.get(JAVA_LONG, (position + PerfRecord.SAMPLE_TIME) & mask);
    }

    int advance() {
        int bytes = peeked;
        position += bytes;
        peeked = 0;
        return bytes;
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
