package dev.blindspot.event;

import dev.blindspot.ring.RingReader;
import dev.blindspot.ring.RingWriter;
import dev.blindspot.ring.SpscRing;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A ring of events, and up to which time it is complete.
 *
 * <p>A full ring holds a writer that appends back until the reader has made room; one that offers is refused.
 *
 * <p>Threads: one writes, one runs {@link #consume}. The reader sleeps by {@code park} and is unparked after each
 * publication: a permit given before it sleeps is not lost, so no fence between the two is needed.
 */
public final class EventChannel implements EventSink {
    /** The reading side's work. */
    public interface Consumer {
        /** One event, in order of time; valid during the call. */
        void accept(MemorySegment segment, long offset);

        /** All events before this time have been given. */
        void completeUpTo(long nanos);
    }

    private static final long FULL_PAUSE_NANOS = 50_000;
    private static final long IDLE_PAUSE_NANOS = 1_000_000_000;

    private final RingWriter writer;
    private final RingReader reader;
    private final long capacity;
    private volatile long completeNanos = Long.MIN_VALUE;
    private volatile boolean ended;
    private volatile boolean abandoned;
    private volatile @Nullable Thread consumer;

    public EventChannel(SpscRing ring) {
        writer = ring.writer();
        reader = ring.reader();
        capacity = ring.capacityBytes();
    }

    /** Writing side: appends a copy of an event, waiting for room if there is none. */
    @Override
    public void append(MemorySegment event, long offset) {
        long at;
        while ((at = writer.claim(EventLayout.BYTES)) < 0) {
            if (abandoned) {
                return;
            }
            LockSupport.unpark(consumer);
            LockSupport.parkNanos(FULL_PAUSE_NANOS);
        }
        EventWriter.copy(event, offset, writer.segment(), at);
    }

    /** Writing side: appends a copy of an event; false if there is no room. */
    boolean offer(MemorySegment event, long offset) {
        long at = writer.claim(EventLayout.BYTES);
        if (at < 0) {
            return false;
        }
        EventWriter.copy(event, offset, writer.segment(), at);
        return true;
    }

    /** Writing side: whether the reader has left no more than half the ring to be taken, as of the last publication. */
    boolean isHalfEmpty() {
        return writer.backlogBytes() <= capacity / 2;
    }

    /** Writing side: has the reader look, if it sleeps. */
    void wake() {
        LockSupport.unpark(consumer);
    }

    /** Writing side: shows what was appended, and says that no event before this time will follow. */
    @Override
    public void publish(long completeUpToNanos) {
        writer.publish();
        completeNanos = completeUpToNanos;
        LockSupport.unpark(consumer);
    }

    /** Writing side: no more will be appended. */
    @Override
    public void end() {
        writer.publish();
        ended = true;
        LockSupport.unpark(consumer);
    }

    /** Reading side: takes nothing, or nothing more; the writer is not held back by it any longer. */
    public void abandon() {
        abandoned = true;
    }

    /** Reading side: gives every event to a consumer until the writer ends, or the reader abandons it. */
    public void consume(Consumer target) {
        consumer = Thread.currentThread();
        try {
            while (true) {
                boolean last = ended;
                long taken = take(target);
                if (last || abandoned) {
                    return;
                }
                if (taken == 0) {
                    LockSupport.parkNanos(this, IDLE_PAUSE_NANOS);
                }
            }
        } finally {
            abandon();
        }
    }

    /** Reading side: gives what has been published by now; how many events that was. Waits for nothing. */
    public long take(Consumer target) {
        // Read before the ring is: what is complete up to here has been published already.
        long complete = completeNanos;
        long taken = 0;
        for (long at; (at = reader.next()) >= 0; taken++) {
            target.accept(reader.segment(), at);
            if ((taken & 1023) == 1023) {
                reader.release();
            }
        }
        reader.release();
        target.completeUpTo(complete);
        return taken;
    }
}
