package dev.blindspot.ring;

import java.lang.foreign.MemorySegment;

/**
 * The writing end of a {@link SpscRing}.
 *
 * <pre>
 *   long at = writer.claim(EventLayout.BYTES);
 *   if (at >= 0) { …fill writer.segment() from at…; writer.publish(); }
 * </pre>
 *
 * <p>There is no commit per record: a claim follows the one before it, and {@link #publish()} shows all of them at
 * once. One release store and one line handed over per batch is what makes the ring fast; a record not yet published
 * costs nothing but its delay.
 *
 * <p>Threads: one at a time. The orderings are argued in {@link SpscRing}.
 */
public final class RingWriter {
    private final MemorySegment segment;
    private final long capacity;
    private final long mask;

    RingWriter(MemorySegment segment, long capacity) {
        this.segment = segment;
        this.capacity = capacity;
        this.mask = capacity - 1;
    }

    /** What the offsets lead into. */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * Takes room for a record and gives the offset of its payload, aligned to 8; -1 when the ring is full.
     *
     * <p>The payload holds old bytes: fill all of it, before the next claim or publish. A refused claim publishes what
     * was claimed before it, for a reader that never sees those records could never make room.
     *
     * @throws IllegalArgumentException if no empty ring could hold it ({@link SpscRing#maxPayloadBytes()})
     */
    public long claim(int payloadBytes) {
        long record = RingLayout.recordBytes(payloadBytes);
        if (payloadBytes < 0 || record > capacity >> 1) {
            throw unfit(payloadBytes);
        }
        long position = RingLayout.get(segment, RingLayout.WRITER);
        long index = position & mask;
        long toEnd = capacity - index;
        long skipped = record <= toEnd ? 0 : toEnd;
        long end = position + skipped + record;
        if (end - RingLayout.get(segment, RingLayout.WRITER_HEAD) > capacity && !hasRoomUpTo(end)) {
            return -1;
        }
        if (skipped != 0) {
            RingLayout.set(segment, RingLayout.RECORDS + index, RingLayout.PADDING);
            index = 0;
        }
        RingLayout.set(segment, RingLayout.RECORDS + index, payloadBytes);
        RingLayout.set(segment, RingLayout.WRITER, end);
        return RingLayout.RECORDS + index + RingLayout.HEADER;
    }

    /** Shows the reader every record claimed so far. */
    public void publish() {
        RingLayout.POSITION.setRelease(segment, RingLayout.TAIL, RingLayout.get(segment, RingLayout.WRITER));
    }

    /** Bytes published and not yet released by the reader, headers included; 0 says the reader is done with all. */
    public long backlogBytes() {
        long head = (long) RingLayout.POSITION.getAcquire(segment, RingLayout.HEAD);
        return (long) RingLayout.POSITION.getAcquire(segment, RingLayout.TAIL) - head;
    }

    private boolean hasRoomUpTo(long end) {
        long head = (long) RingLayout.POSITION.getAcquire(segment, RingLayout.HEAD);
        RingLayout.set(segment, RingLayout.WRITER_HEAD, head);
        if (end - head <= capacity) {
            return true;
        }
        publish();
        return false;
    }

    private IllegalArgumentException unfit(int payloadBytes) {
        return new IllegalArgumentException(
                "a payload of " + payloadBytes + " bytes does not fit a ring of " + capacity + " bytes");
    }
}
