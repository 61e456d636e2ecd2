package dev.blindspot.event;

import dev.blindspot.ring.RingReader;
import dev.blindspot.ring.RingWriter;
import dev.blindspot.ring.SpscRing;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A ring of events, and up to which time it is complete.
 *
 * <p>A record of the ring is as many events as were appended at once, {@link #MOST_EVENTS} at most. Each side works on
 * arrays of its own, and many events cross by one copy: that checks bounds, and that the ring's memory is there, once for
 * all of them.
 *
 * <p>A full ring holds a writer that appends back until the reader has made room; one that offers is refused.
 *
 * <p>Threads: one writes, one runs {@link #consume}. The reader sleeps by {@code park} and is unparked after a publication
 * that brings events or passes the time the reader waits for: a permit given before it sleeps is not lost. The reader
 * says its time and then looks how far the ring is complete, the writer completes it and then looks for that time; both
 * are volatile, so one of the two sees the other.
 */
public final class EventChannel implements EventSink {
    /** The reading side's work. */
    public interface Consumer {
        /** One event, in order of time, which begins at a word; it is the consumer's own during the call. */
        void accept(long[] words, int base);

        /** All events before this time have been given. */
        void completeUpTo(long nanos);

        /**
         * Up to when all must have been given for {@link #completeUpTo} to have work again, if no event comes before;
         * until then it need not be called. Asked after it.
         */
        default long dueNanos() {
            return Long.MIN_VALUE;
        }
    }

    /** The most a record holds: they stay in the nearest cache from one side's array to the other's. */
    private static final int MOST_EVENTS = 256;

    /** Room is handed back after so many. */
    private static final int RELEASE_EVENTS = 1024;

    private static final long FULL_PAUSE_NANOS = 50_000;
    private static final long IDLE_PAUSE_NANOS = 1_000_000_000;

    private final RingWriter writer;
    private final RingReader reader;
    private final long capacity;
    private final int mostEvents;
    private final long[] copy;
    private volatile long completeNanos = Long.MIN_VALUE;
    private volatile long dueNanos = Long.MIN_VALUE;

    /** The writer's: something was appended since the reader was woken last. */
    private boolean appended;

    /** The reader's. */
    private long takenUpTo = Long.MIN_VALUE;

    private volatile boolean ended;
    private volatile boolean abandoned;
    private volatile @Nullable Thread consumer;

    public EventChannel(SpscRing ring) {
        writer = ring.writer();
        reader = ring.reader();
        capacity = ring.capacityBytes();
        mostEvents = (int) Math.min(MOST_EVENTS, ring.maxPayloadBytes() / EventLayout.BYTES);
        copy = new long[mostEvents * EventLayout.WORDS];
    }

    /** Writing side: appends copies of events, waiting for room where there is none. */
    @Override
    public void append(long[] words, int base, int events) {
        for (int done = 0; done < events; ) {
            int count = Math.min(events - done, mostEvents);
            if (offer(words, base + done * EventLayout.WORDS, count)) {
                done += count;
            } else if (abandoned) {
                return;
            } else {
                LockSupport.unpark(consumer);
                LockSupport.parkNanos(FULL_PAUSE_NANOS);
            }
        }
    }

    /** Writing side: appends copies of events, as many as a record may hold; false, and none is, if there is no room. */
    boolean offer(long[] words, int base, int events) {
        long at = writer.claim(events * EventLayout.BYTES);
        if (at < 0) {
            return false;
        }
        MemorySegment.copy(words, base, writer.segment(), ValueLayout.JAVA_LONG, at, events * EventLayout.WORDS);
        appended = true;
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
        if (appended || completeUpToNanos >= dueNanos) {
            appended = false;
            LockSupport.unpark(consumer);
        }
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
                    long due = target.dueNanos();
                    dueNanos = due;
                    long complete = completeNanos;
                    if (complete == takenUpTo || complete < due) {
                        LockSupport.parkNanos(this, IDLE_PAUSE_NANOS);
                    }
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
        int unreleased = 0;
        for (long at; (at = reader.next()) >= 0; ) {
            int words = reader.payloadBytes(at) / Long.BYTES;
            MemorySegment.copy(reader.segment(), ValueLayout.JAVA_LONG, at, copy, 0, words);
            unreleased += words;
            if (unreleased >= RELEASE_EVENTS * EventLayout.WORDS) {
                unreleased = 0;
                reader.release();
            }
            for (int base = 0; base < words; base += EventLayout.WORDS) {
                target.accept(copy, base);
                taken++;
            }
        }
        reader.release();
        target.completeUpTo(complete);
        takenUpTo = complete;
        return taken;
    }
}
