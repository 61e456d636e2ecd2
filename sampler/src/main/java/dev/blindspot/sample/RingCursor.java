package dev.blindspot.sample;

import dev.blindspot.linux.perf.KernelRing;
import dev.blindspot.linux.perf.PerfRecord;

/**
 * The reading position in one kernel ring.
 *
 * <p>Threads: the drain. Allocation: none.
 */
final class RingCursor {
    /** So much read is given back at once, so that the kernel need not wait for the end of a long round. */
    private static final int RELEASE_BYTES = 64 << 10;

    private final KernelRing ring;
    private final PerfRecord record = new PerfRecord();
    private long head;
    private boolean loaded;
    private long timeNanos;
    private long torn;
    private int unreleased;

    RingCursor(KernelRing ring) {
        this.ring = ring;
    }

    /** Starts a round: what the kernel writes from here on is the next round's. */
    void begin() {
        head = ring.head();
        load();
    }

    /** Whether there is a record before the head noted. */
    boolean hasRecord() {
        return loaded;
    }

    /** The record at the position; valid until {@link #advance}. */
    PerfRecord record() {
        return record;
    }

    /** Its time. */
    long timeNanos() {
        return timeNanos;
    }

    /** Goes to the next record. */
    void advance() {
        unreleased += record.size();
        ring.advance();
        if (unreleased >= RELEASE_BYTES) {
            release();
        }
        load();
    }

    /** Gives what was read back to the kernel. */
    void release() {
        unreleased = 0;
        ring.release();
    }

    /** Times the ring's content made no sense and was skipped: each a loss of unknown count. */
    long torn() {
        return torn;
    }

    int cpu() {
        return ring.cpu();
    }

    private void load() {
        KernelRing.Peek found;
        while ((found = ring.peek(record, head)) != KernelRing.Peek.END) {
            if (found == KernelRing.Peek.TORN) {
                torn++;
            } else if (record.isWhole()) {
                timeNanos = record.time();
                loaded = true;
                return;
            } else {
                ring.advance();
            }
        }
        loaded = false;
    }
}
