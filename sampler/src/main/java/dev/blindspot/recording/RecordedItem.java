package dev.blindspot.recording;

import dev.blindspot.model.Interval;
import dev.blindspot.model.RecordedProcess;
import dev.blindspot.model.RecordingEnd;

/** What a recording holds, in the order it was written. */
public sealed interface RecordedItem {
    /** One interval, its stacks and modules included. */
    record OfInterval(Interval interval) implements RecordedItem {}

    /** The path that events name by {@code id}. */
    record OfPath(int id, String path) implements RecordedItem {}

    /** A block of raw events. */
    record OfEvents(EventBlock block) implements RecordedItem {}

    /** Raw events that the size limit cut: numbers and monotonic time, both ends included. */
    record OfCut(long firstSequence, long lastSequence, long firstNanos, long lastNanos) implements RecordedItem {}

    /**
     * What follows is of another process. The interval after it takes back what the one before it had outstanding; it ends
     * where the new one was attached to.
     */
    record OfProcess(RecordedProcess process) implements RecordedItem {}

    /** The end mark: nothing follows. */
    record OfEnd(RecordingEnd end) implements RecordedItem {}
}
