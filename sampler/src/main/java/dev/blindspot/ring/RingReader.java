package dev.blindspot.ring;

import java.lang.foreign.MemorySegment;

/**
 * The reading end of a {@link SpscRing}.
 *
 * <pre>
 *   for (long at; (at = reader.next()) >= 0; ) { …use reader.segment() from at… }
 *   reader.release();
 * </pre>
 *
 * <p>Threads: one at a time. The orderings are argued in {@link SpscRing}.
 */
public final class RingReader {
    private final MemorySegment segment;
    private final long mask;

    RingReader(MemorySegment segment, long capacity) {
        this.segment = segment;
        this.mask = capacity - 1;
    }

    /** What the offsets lead into. */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * Takes the next published record and gives the offset of its payload; -1 when there is none now.
     *
     * <p>The record, and all taken before it, stay as they are until {@link #release()}.
     */
    public long next() {
        long position = RingLayout.get(segment, RingLayout.READER);
        long tail = RingLayout.get(segment, RingLayout.READER_TAIL);
        if (position == tail) {
            tail = (long) RingLayout.POSITION.getAcquire(segment, RingLayout.TAIL);
            if (position == tail) {
                return -1;
            }
            RingLayout.set(segment, RingLayout.READER_TAIL, tail);
        }
        long index = position & mask;
        long payloadBytes = RingLayout.get(segment, RingLayout.RECORDS + index);
        if (payloadBytes == RingLayout.PADDING) {
            // A record always follows: the writer claims the padding and the record in one step.
            position += mask + 1 - index;
            index = 0;
            payloadBytes = RingLayout.get(segment, RingLayout.RECORDS);
        }
        RingLayout.set(segment, RingLayout.READER, position + RingLayout.recordBytes(payloadBytes));
        return RingLayout.RECORDS + index + RingLayout.HEADER;
    }

    /** Size in bytes, as claimed, of a payload that {@link #next()} gave. */
    public int payloadBytes(long payloadOffset) {
        return (int) RingLayout.get(segment, payloadOffset - RingLayout.HEADER);
    }

    /** Hands the room of every record taken so far back to the writer. */
    public void release() {
        RingLayout.POSITION.setRelease(segment, RingLayout.HEAD, RingLayout.get(segment, RingLayout.READER));
    }
}
