package dev.blindspot.event;

import static dev.blindspot.event.EventLayout.getInt;
import static dev.blindspot.event.EventLayout.getLong;

/**
 * Reads an event in place. What each field means, and for which kinds: {@link EventLayout}.
 *
 * <p>Threads: one at a time. Allocation: none; one reader serves any number of events.
 */
public final class EventReader {
    private long[] words = {};
    private int base;

    /** Looks at the event that begins at a word. */
    public EventReader wrap(long[] events, int at) {
        words = events;
        base = at;
        return this;
    }

    public EventKind kind() {
        return EventKind.of(getInt(words, base, EventLayout.KIND));
    }

    /** CLOCK_MONOTONIC. */
    public long timeNanos() {
        return getLong(words, base, EventLayout.TIME);
    }

    public long sequence() {
        return getLong(words, base, EventLayout.SEQUENCE);
    }

    public int tid() {
        return getInt(words, base, EventLayout.TID);
    }

    public long address() {
        return getLong(words, base, EventLayout.ADDRESS);
    }

    /** Bytes; of a lost record, how many events, -1 unknown. */
    public long length() {
        return getLong(words, base, EventLayout.LENGTH);
    }

    /** Of an mmap. */
    public long fileOffset() {
        return getLong(words, base, EventLayout.ADDRESS2);
    }

    /** Of an mremap. */
    public long oldAddress() {
        return getLong(words, base, EventLayout.ADDRESS2);
    }

    /** Of an mremap. */
    public long oldLength() {
        return getLong(words, base, EventLayout.LENGTH2);
    }

    public int prot() {
        return getInt(words, base, EventLayout.PROT);
    }

    /** Of a madvise. */
    public int advice() {
        return getInt(words, base, EventLayout.PROT);
    }

    public int flags() {
        return getInt(words, base, EventLayout.FLAGS);
    }

    /** Of an mmap: -1 none. */
    public int fd() {
        return getInt(words, base, EventLayout.FD);
    }

    /** Id in the {@link StackTable}, 0 none. */
    public int stack() {
        return getInt(words, base, EventLayout.STACK);
    }

    public int weight() {
        return getInt(words, base, EventLayout.WEIGHT);
    }

    /** Of a lost record: ordinal of the model's LossSource. */
    public int lossSource() {
        return getInt(words, base, EventLayout.EXTRA);
    }

    /** Of a kind that {@link EventKind#namesPath}: id in the {@link PathTable}. */
    public int path() {
        return getInt(words, base, EventLayout.EXTRA);
    }

    /** Of plugin_open, set_finalizer and add_cleanup: id of a stack of one frame, in the function meant; 0 none. */
    public int function() {
        return getInt(words, base, EventLayout.EXTRA);
    }

    /** Of executable mappings: {@link EventLayout#TOLD}. */
    public boolean isTold() {
        return (flags() & EventLayout.TOLD) != 0;
    }

    /** Whether readers outside are not to see it: half of another's, or told by another. */
    public boolean isInternal() {
        EventKind kind = kind();
        return kind.isInternal() || ((kind == EventKind.EXEC_MAPPING || kind == EventKind.EXEC_UNMAPPING) && isTold());
    }

    /** Between both ends of the call, -1 unknown. */
    public long latencyNanos() {
        return getLong(words, base, EventLayout.LATENCY);
    }
}
