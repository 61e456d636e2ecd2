package dev.blindspot.event;

import java.lang.foreign.MemorySegment;

/**
 * Where the drain hands events on to one reader.
 *
 * <p>Threads: one writes. Allocation: none.
 */
public interface EventSink {
    /** Takes a copy of an event; shown to the reader by {@link #publish}. */
    void append(MemorySegment event, long offset);

    /** Shows what was appended, and says that no event before this time will follow. */
    void publish(long completeUpToNanos);

    /** No more will be appended. */
    void end();
}
