package dev.blindspot.stream;

import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventSink;
import dev.blindspot.event.EventWriter;
import dev.blindspot.event.OfferedEvents;
import dev.blindspot.event.ProcessIds;
import java.lang.foreign.MemorySegment;

/**
 * One process's events on their way to a reader that may follow others after it. Their end is not the reader's.
 *
 * <p>Threads: one writes. Allocation: none for an event.
 */
final class ProcessEvents implements EventSink {
    private final OfferedEvents to;
    private final ProcessIds ids;
    private final boolean isFirst;
    private final MemorySegment scratch = MemorySegment.ofArray(new long[EventLayout.BYTES / Long.BYTES]);

    ProcessEvents(OfferedEvents to, ProcessIds ids) {
        this.to = to;
        this.ids = ids;
        this.isFirst = ids.equals(ProcessIds.FIRST);
    }

    @Override
    public void append(MemorySegment event, long offset) {
        if (isFirst) {
            to.append(event, offset);
        } else {
            // The event is other readers' too.
            EventWriter.copy(event, offset, scratch, 0);
            ids.apply(scratch, 0);
            to.append(scratch, 0);
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
