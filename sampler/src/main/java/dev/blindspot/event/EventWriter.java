package dev.blindspot.event;

import static dev.blindspot.event.EventLayout.setInt;
import static dev.blindspot.event.EventLayout.setLong;

/**
 * Fills an event in place.
 *
 * <pre>
 *   writer.begin(events, at, EventKind.MUNMAP, timeNanos, tid).address(a).length(n);
 * </pre>
 *
 * <p>Threads: one at a time. Allocation: none; one writer serves any number of events.
 */
public final class EventWriter {
    private long[] words = {};
    private int base;

    /**
     * Starts the event that begins at a word: every field not named here is as if unused, descriptor and latency -1, the
     * others 0.
     */
    @SuppressWarnings("EnumOrdinal") // the ordinal is what is stored: see EventKind
    public EventWriter begin(long[] events, int at, EventKind kind, long timeNanos, int tid) {
        setLong(events, at, EventLayout.TIME, timeNanos);
        setLong(events, at, EventLayout.SEQUENCE, 0);
        setLong(events, at, EventLayout.KIND, ints(kind.ordinal(), tid));
        setLong(events, at, EventLayout.ADDRESS, 0);
        setLong(events, at, EventLayout.LENGTH, 0);
        setLong(events, at, EventLayout.ADDRESS2, 0);
        setLong(events, at, EventLayout.LENGTH2, 0);
        setLong(events, at, EventLayout.PROT, ints(0, 0));
        setLong(events, at, EventLayout.FD, ints(-1, 0));
        setLong(events, at, EventLayout.WEIGHT, ints(0, 0));
        setLong(events, at, EventLayout.LATENCY, -1);
        return wrap(events, at);
    }

    /** A field and the one after it. */
    private static long ints(int field, int next) {
        return Integer.toUnsignedLong(field) | (long) next << 32;
    }

    /** Goes on with an event that is there already. */
    public EventWriter wrap(long[] events, int at) {
        words = events;
        base = at;
        return this;
    }

    public EventWriter sequence(long sequence) {
        setLong(words, base, EventLayout.SEQUENCE, sequence);
        return this;
    }

    public EventWriter address(long address) {
        setLong(words, base, EventLayout.ADDRESS, address);
        return this;
    }

    /** Bytes; of a lost record, how many events. */
    public EventWriter length(long length) {
        setLong(words, base, EventLayout.LENGTH, length);
        return this;
    }

    /** Of an mmap. */
    public EventWriter fileOffset(long offset) {
        setLong(words, base, EventLayout.ADDRESS2, offset);
        return this;
    }

    /** Of an mremap. */
    public EventWriter old(long address, long length) {
        setLong(words, base, EventLayout.ADDRESS2, address);
        setLong(words, base, EventLayout.LENGTH2, length);
        return this;
    }

    public EventWriter prot(int prot) {
        setInt(words, base, EventLayout.PROT, prot);
        return this;
    }

    /** Of a madvise. */
    public EventWriter advice(int advice) {
        setInt(words, base, EventLayout.PROT, advice);
        return this;
    }

    public EventWriter flags(int flags) {
        setInt(words, base, EventLayout.FLAGS, flags);
        return this;
    }

    public EventWriter fd(int fd) {
        setInt(words, base, EventLayout.FD, fd);
        return this;
    }

    public EventWriter stack(int stackId) {
        setInt(words, base, EventLayout.STACK, stackId);
        return this;
    }

    public EventWriter weight(int weight) {
        setInt(words, base, EventLayout.WEIGHT, weight);
        return this;
    }

    /** Of a lost record: whose events, as the ordinal of the model's LossSource. */
    public EventWriter lossSource(int ordinal) {
        setInt(words, base, EventLayout.EXTRA, ordinal);
        return this;
    }

    /** Of plugin_open, set_finalizer and add_cleanup: the stack of one frame that names the function meant. */
    public EventWriter function(int stackId) {
        setInt(words, base, EventLayout.EXTRA, stackId);
        return this;
    }

    /** Of a kind that {@link EventKind#namesPath}: its file in the {@link PathTable}. */
    public EventWriter path(int pathId) {
        setInt(words, base, EventLayout.EXTRA, pathId);
        return this;
    }

    public EventWriter latencyNanos(long nanos) {
        setLong(words, base, EventLayout.LATENCY, nanos);
        return this;
    }
}
