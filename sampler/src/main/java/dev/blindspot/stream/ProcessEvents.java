package dev.blindspot.stream;

import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventSink;
import dev.blindspot.event.OfferedEvents;
import dev.blindspot.event.ProcessIds;

/**
 * One process's events on their way to a reader that may follow others after it. Their end is not the reader's.
 *
 * <p>Threads: one writes. Allocation: none for an event.
 */
final class ProcessEvents implements EventSink {
    private final OfferedEvents to;
    private final ProcessIds ids;
    private final boolean isFirst;
    private final long[] scratch = new long[EventLayout.WORDS];

    ProcessEvents(OfferedEvents to, ProcessIds ids) {
        this.to = to;
        this.ids = ids;
        this.isFirst = ids.equals(ProcessIds.FIRST);
    }

    @Override
    public void append(long[] words, int base, int events) {
        if (isFirst) {
            to.append(words, base, events);
            return;
        }
        for (int i = 0; i < events; i++) {
            // The event is other readers' too.
            System.arraycopy(words, base + i * EventLayout.WORDS, scratch, 0, EventLayout.WORDS);
            ids.apply(scratch, 0);
            to.append(scratch, 0, 1);
        }
    }

    @Override
    public void publish(long completeUpToNanos) {
        to.publish(completeUpToNanos);
    }

    @Override
    public void end() {
        // Another process may take its place.
    }
}
