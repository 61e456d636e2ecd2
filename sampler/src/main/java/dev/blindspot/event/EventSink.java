package dev.blindspot.event;

/**
 * Where the drain hands events on to one reader.
 *
 * <p>Threads: one writes. Allocation: none.
 */
public interface EventSink {
    /** Takes copies of so many events, the first of which begins at a word; shown to the reader by {@link #publish}. */
    void append(long[] words, int base, int events);

    /** Shows what was appended, and says that no event before this time will follow. */
    void publish(long completeUpToNanos);

    /** No more will be appended. */
    void end();
}
