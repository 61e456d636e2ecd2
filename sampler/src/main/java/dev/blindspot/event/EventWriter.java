package dev.blindspot.event;

import static dev.blindspot.event.EventLayout.setInt;
import static dev.blindspot.event.EventLayout.setLong;

import java.lang.foreign.MemorySegment;

/**
 * Fills an event in place, wherever it is: in a ring's claimed record or in a scratch buffer.
 *
 * <pre>
 *   writer.begin(segment, at, EventKind.MUNMAP, timeNanos, tid).address(a).length(n);
 * </pre>
 *
 * <p>Threads: one at a time. Allocation: none; one writer serves any number of events.
 */
public final class EventWriter {
    private MemorySegment segment = MemorySegment.NULL;
    private long base;

    /**
     * Starts an event at {@code offset} (aligned to 8): every field not named here is as if unused, descriptor and
     * latency -1, the others 0.
     */
    @SuppressWarnings("EnumOrdinal") // the ordinal is what is stored: see EventKind
    public EventWriter begin(MemorySegment memory, long offset, EventKind kind, long timeNanos, int tid) {
        // Two ints by one store where both are known.
        setLong(memory, offset, EventLayout.TIME, timeNanos);
        setLong(memory, offset, EventLayout.SEQUENCE, 0);
        setLong(memory, offset, EventLayout.KIND, ints(kind.ordinal(), tid));
        setLong(memory, offset, EventLayout.ADDRESS, 0);
        setLong(memory, offset, EventLayout.LENGTH, 0);
        setLong(memory, offset, EventLayout.ADDRESS2, 0);
        setLong(memory, offset, EventLayout.LENGTH2, 0);
        setLong(memory, offset, EventLayout.PROT, ints(0, 0));
        setLong(memory, offset, EventLayout.FD, ints(-1, 0));
        setLong(memory, offset, EventLayout.WEIGHT, ints(0, 0));
        setLong(memory, offset, EventLayout.LATENCY, -1);
        return wrap(memory, offset);
    }

    /** A field and the one after it. */
    private static long ints(int field, int next) {
        return Integer.toUnsignedLong(field) | (long) next << 32;
    }

    /** Goes on with an event that is there already. */
    public EventWriter wrap(MemorySegment memory, long offset) {
        segment = memory;
        base = offset;
        return this;
    }

    /** Copies a whole event from one place to another. */
    public static void copy(MemorySegment from, long fromOffset, MemorySegment to, long toOffset) {
        MemorySegment.copy(from, fromOffset, to, toOffset, EventLayout.BYTES);
    }

    public EventWriter sequence(long sequence) {
        setLong(segment, base, EventLayout.SEQUENCE, sequence);
        return this;
    }

    public EventWriter address(long address) {
        setLong(segment, base, EventLayout.ADDRESS, address);
        return this;
    }

    /** Bytes; of a lost record, how many events. */
    public EventWriter length(long length) {
        setLong(segment, base, EventLayout.LENGTH, length);
        return this;
    }

    /** Of an mmap. */
    public EventWriter fileOffset(long offset) {
        setLong(segment, base, EventLayout.ADDRESS2, offset);
        return this;
    }

    /** Of an mremap. */
    public EventWriter old(long address, long length) {
        setLong(segment, base, EventLayout.ADDRESS2, address);
        setLong(segment, base, EventLayout.LENGTH2, length);
        return this;
    }

    public EventWriter prot(int prot) {
        setInt(segment, base, EventLayout.PROT, prot);
        return this;
    }

    /** Of a madvise. */
    public EventWriter advice(int advice) {
        setInt(segment, base, EventLayout.PROT, advice);
        return this;
    }

    public EventWriter flags(int flags) {
        setInt(segment, base, EventLayout.FLAGS, flags);
        return this;
    }

    public EventWriter fd(int fd) {
        setInt(segment, base, EventLayout.FD, fd);
        return this;
    }

    public EventWriter stack(int stackId) {
        setInt(segment, base, EventLayout.STACK, stackId);
        return this;
    }

    public EventWriter weight(int weight) {
        setInt(segment, base, EventLayout.WEIGHT, weight);
        return this;
    }

    /** Of a lost record: whose events, as the ordinal of the model's LossSource. */
    public EventWriter lossSource(int ordinal) {
        setInt(segment, base, EventLayout.EXTRA, ordinal);
        return this;
    }

    /** Of plugin_open, set_finalizer and add_cleanup: the stack of one frame that names the function meant. */
    public EventWriter function(int stackId) {
        setInt(segment, base, EventLayout.EXTRA, stackId);
        return this;
    }

    /** Of a kind that {@link EventKind#namesPath}: its file in the {@link PathTable}. */
    public EventWriter path(int pathId) {
        setInt(segment, base, EventLayout.EXTRA, pathId);
        return this;
    }

    public EventWriter latencyNanos(long nanos) {
        setLong(segment, base, EventLayout.LATENCY, nanos);
        return this;
    }
}
