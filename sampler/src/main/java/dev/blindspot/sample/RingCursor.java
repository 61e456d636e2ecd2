package dev.blindspot.sample;

import dev.blindspot.linux.perf.KernelRing;
import dev.blindspot.linux.perf.PerfRecord;
import org.jspecify.annotations.Nullable;

/**
 * The reading position in one kernel ring.
 *
 * <p>Threads: the drain. Allocation: none.
 */
final class RingCursor {
    /** Is told of each sample of another process that was gone past without a look at what is in it. */
    interface Others {
        void passed(int cpu, long timeNanos);
    }

    /** So much read is given back at once, so that the kernel need not wait for the end of a long round. */
    private static final int RELEASE_BYTES = 64 << 10;

    private final KernelRing ring;
    private final int pid;
    private final @Nullable Others others;
    private final PerfRecord record = new PerfRecord();
    private long head;
    private boolean loaded;
    private long timeNanos;
    private long torn;
    private int unreleased;
    private boolean crowded;
    private boolean wasCrowded;
    private boolean full;

    /** Over all records of a ring. */
    RingCursor(KernelRing ring) {
        this(ring, 0, null);
    }

    /** Over all records but samples of other processes than this: of them only the number is wanted. */
    RingCursor(KernelRing ring, int pid, @Nullable Others others) {
        this.ring = ring;
        this.pid = pid;
        this.others = others;
    }

    /** Starts a round: what the kernel writes from here on is the next round's. */
    void begin() {
        head = ring.head();
        crowded = ring.filledBytes() > ring.capacityBytes() / 4 || ring.capacityBytes() < 2 * KernelRing.LARGEST_RECORD;
        full = ring.capacityBytes() - ring.filledBytes()
                < Math.min(KernelRing.LARGEST_RECORD, ring.capacityBytes() / 2);
        wasCrowded |= crowded;
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
        unreleased += ring.advance();
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

    /**
     * Whether the kernel may have lost records of this ring since this was asked last. Only what is given back makes room:
     * where a record of at most half the ring found none between two rounds, one of them began with more than a quarter
     * of it filled.
     */
    boolean takeMayHaveLost() {
        boolean may = wasCrowded;
        // What this round began with counts for the time until the next one, too.
        wasCrowded = crowded;
        return may;
    }

    /** Whether a record may have found no room when this round began. */
    boolean wasFull() {
        return full;
    }

    private void load() {
        passOthers();
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

    private void passOthers() {
        Others told = others;
        if (told == null) {
            return;
        }
        for (long nanos; (nanos = ring.peekOther(pid, head)) != KernelRing.NOT_ANOTHERS; ) {
            unreleased += ring.advance();
            told.passed(ring.cpu(), nanos);
        }
    }
}
